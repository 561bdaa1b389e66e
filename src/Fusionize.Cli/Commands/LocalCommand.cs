using System.CommandLine;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Local;
using Spectre.Console;

namespace Fusionize.Cli.Commands;

internal static class LocalCommand
{
    public static Command Create(Screen screen)
    {
        var port = new Option<int>("--port")
        {
            Description = "Port to listen on; 0 takes a free one.",
            DefaultValueFactory = _ => 9001,
            CustomParser = Parse.Whole(0, 65535),
        };
        var folder = new Option<string?>("--data")
        {
            Description = "Folder for packages and logs. Default: a temporary one, deleted when the platform ends.",
        };
        var network = CommonOptions.Network();
        var seed = CommonOptions.Seed();
        var idle = new Option<Duration>("--idle")
        {
            Description = "How long an idle instance stays.",
            DefaultValueFactory = _ => TimeSpan.FromMinutes(10),
            CustomParser = Parse.With(Duration.Parse),
        };
        var concurrency = new Option<int>("--concurrency")
        {
            Description = "The most requests that run at the same time.",
            DefaultValueFactory = _ => 200,
            CustomParser = Parse.Whole(1),
        };
        var fullCpu = new Option<bool>("--full-cpu") { Description = "Don't limit the CPU of functions by their memory size." };
        var enforceMemory = new Option<bool>("--enforce-memory") { Description = "End instances that use more memory than their size." };
        var environment = Variables.Option();
        var dashboards = new DashboardOptions();
        var build = new Option<string?>("--build")
        {
            Description = "A build's output, for the dashboard: it then knows calls, entries and routes before anything has run.",
        };
        var json = LoadOptions.Json();
        var command = new Command("local", "Runs the Lambda-compatible platform on this machine until Ctrl-C.")
        {
            port,
            folder,
            network,
            seed,
            idle,
            concurrency,
            fullCpu,
            enforceMemory,
            environment,
            dashboards.Open,
            dashboards.None,
            build,
            json,
        };
        command.Validators.Add(dashboards.Check);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using var platform = await LocalPlatform.StartAsync(
                    new LocalPlatformOptions
                    {
                        Port = parsed.GetValue(port),
                        DataDirectory = parsed.GetValue(folder),
                        Network = parsed.GetValue(network),
                        Seed = parsed.GetValue(seed),
                        IdleExpiry = parsed.GetValue(idle),
                        MaxConcurrency = parsed.GetValue(concurrency),
                        EnforceCpu = !parsed.GetValue(fullCpu),
                        EnforceMemory = parsed.GetValue(enforceMemory),
                        Environment = parsed.GetRequiredValue(environment),
                        Log = line => screen.Err.MarkupLineInterpolated($"[dim]{line}[/]"),
                    },
                    cancellation
                );
                await using var dashboard = await dashboards.StartAsync(
                    screen,
                    parsed,
                    new()
                    {
                        Subject = "Local platform",
                        Platform = platform,
                        Build = parsed.GetValue(build),
                        Log = screen.ErrorLine,
                    },
                    cancellation
                );
                if (parsed.GetValue(json))
                    screen.WriteJson(new
                    {
                        endpoint = platform.Endpoint,
                        cpu = platform.GetStatus().Cpu,
                        dashboard = dashboard?.Link,
                    });
                else
                    Print(screen, platform, dashboard?.Link);
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
                catch (OperationCanceledException)
                {
                    screen.Err.MarkupLine("[dim]stopping[/]");
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static void Print(Screen screen, LocalPlatform platform, Uri? dashboard)
    {
        var endpoint = platform.Endpoint.ToString().TrimEnd('/');
        screen.Out.MarkupLineInterpolated($"platform at [bold]{endpoint}[/], {platform.GetStatus().Cpu}");
        screen.Out.MarkupLineInterpolated($"[dim]aws --endpoint-url {endpoint} lambda list-functions   any AWS client works; Ctrl-C ends it[/]");
        var browser = $"http://APP.localhost:{platform.Endpoint.Port}/";
        screen.Out.MarkupLineInterpolated($"[dim]{endpoint}/APP/…   the routes of a deployed application, in a browser {browser}[/]");
        if (dashboard is not null)
            screen.Out.MarkupLineInterpolated($"dashboard: {dashboard}");
        screen.OutputWriter.Flush();
    }
}
