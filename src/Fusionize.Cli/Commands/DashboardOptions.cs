using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel;
using System.Diagnostics;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Live;

namespace Fusionize.Cli.Commands;

/// <summary>The options of commands that serve a dashboard.</summary>
internal sealed class DashboardOptions
{
    public Option<bool> Open { get; } = new("--open") { Description = "Open the dashboard in a browser." };

    public Option<bool> None { get; } = new("--no-dashboard") { Description = "Serve no dashboard." };

    public void Check(CommandResult result)
    {
        if (result.GetValue(Open) && result.GetValue(None))
            result.AddError("--open and --no-dashboard exclude each other.");
    }

    /// <summary>Starts the dashboard. Returns null if the user wants none, or if it can't start: it is an extra.</summary>
    public async Task<LiveDashboard?> StartAsync(Screen screen, ParseResult parsed, LiveDashboardOptions options, CancellationToken cancellation)
    {
        if (parsed.GetValue(None))
            return null;
        try
        {
            var dashboard = await LiveDashboard.StartAsync(options, cancellation);
            if (parsed.GetValue(Open))
                OpenBrowser(screen, dashboard.Link);
            return dashboard;
        }
        catch (IOException e)
        {
            screen.Warning(CliErrors.Dashboard, $"there is no dashboard: {e.Message}");
            return null;
        }
    }

    public static void OpenBrowser(Screen screen, Uri link)
    {
        try
        {
            Process.Start(new ProcessStartInfo(link.ToString()) { UseShellExecute = true })?.Dispose();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            screen.Warning(CliErrors.Dashboard, $"no browser could be opened: {e.Message}; open the link yourself");
        }
    }
}
