using System.Text.RegularExpressions;
using Fusionize.Dashboard.Components;
using Fusionize.Dashboard.Model;
using Fusionize.Setups.Files;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fusionize.Dashboard;

/// <summary>A report as one self-contained HTML file: no script, no network.</summary>
public static partial class ReportFile
{
    private static readonly Lazy<string> s_css = new(() =>
    {
        using var stream = typeof(ReportFile).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    public static async Task<string> RenderAsync(Report report)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(
                new Dictionary<string, object?> { [nameof(ReportPage.Report)] = report, [nameof(ReportPage.Css)] = s_css.Value }
            );
            return (await renderer.RenderComponentAsync<ReportPage>(parameters)).ToHtmlString();
        });
        return Harmful().Replace(html, "&#xFFFD;");
    }

    /// <summary>Writes the file atomically.</summary>
    public static async Task WriteAsync(Report report, string file) => WholeFile.WriteIfChanged(file, await RenderAsync(report));

    // Control and direction characters, which the encoder has written as entities. Names from logs must not reverse the text or be invisible in it.
    [GeneratedRegex("&#x(?:[0-8BCEF]|1[0-9A-F]|7F|[89][0-9A-F]|61C|200[EF]|202[89A-E]|206[6-9]);")]
    private static partial Regex Harmful();
}
