using Fusionize.Dashboard.Components;
using Fusionize.Dashboard.Model;
using Fusionize.Setups.Files;

namespace Fusionize.Dashboard;

/// <summary>A report as one self-contained HTML file: no script, no network.</summary>
public static class ReportFile
{
    public static Task<string> RenderAsync(Report report) =>
        HtmlText.RenderAsync(
            typeof(ReportPage),
            new Dictionary<string, object?> { [nameof(ReportPage.Report)] = report, [nameof(ReportPage.Css)] = HtmlText.Css }
        );

    /// <summary>Writes the file atomically.</summary>
    public static async Task WriteAsync(Report report, string file) => WholeFile.WriteIfChanged(file, await RenderAsync(report));
}
