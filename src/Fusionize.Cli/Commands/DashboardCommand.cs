using System.CommandLine;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Dashboard;
using Fusionize.Live;
using Fusionize.Setups;
using Spectre.Console;

namespace Fusionize.Cli.Commands;

/// <summary>Serves the report of a store or a finished loop as pages that can be read again. It never writes to the store.</summary>
internal static class DashboardCommand
{
    public static Command Create(Screen screen)
    {
        var what = new Argument<string>("what")
        {
            Description =
                "A setup store (a folder or s3://bucket/prefix) or a loop's folder (an application's folder stands for it). It is only read.",
        };
        var build = new Option<string?>("--build")
        {
            Description = "A build's output, for a store: permissions, the contents of zips, and calls that no record shows.",
        };
        var port = new Option<int>("--port")
        {
            Description = "Port of this machine's loopback interface. Default: a free one.",
            CustomParser = Parse.Whole(0, 65535),
        };
        var open = new DashboardOptions().Open;
        var command = new Command("dashboard", "Serves the dashboard of a store or a finished loop, read-only, until Ctrl-C.")
        {
            what,
            build,
            port,
            open,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var source = parsed.GetRequiredValue(what);
                // Once before a link is printed, so that a wrong name is an error of this command.
                await ReportReader.ReadAsync(source, parsed.GetValue(build), cancellation);
                await using var dashboard = await StartAsync(
                    new()
                    {
                        Subject = source,
                        Source = source,
                        Build = parsed.GetValue(build),
                        Port = parsed.GetValue(port),
                        Log = screen.ErrorLine,
                    },
                    cancellation
                );
                screen.Out.MarkupLineInterpolated($"dashboard: {dashboard.Link}");
                screen.OutputWriter.Flush();
                if (parsed.GetValue(open))
                    DashboardOptions.OpenBrowser(screen, dashboard.Link);
                await WaitAsync(cancellation);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static async Task<LiveDashboard> StartAsync(LiveDashboardOptions options, CancellationToken cancellation)
    {
        try
        {
            return await LiveDashboard.StartAsync(options, cancellation);
        }
        catch (IOException e)
        {
            throw new FusionizeException(CliErrors.Dashboard, null, e.Message, "choose another --port, or 0 for a free one", e);
        }
    }

    private static async Task WaitAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how it ends.
        }
    }
}
