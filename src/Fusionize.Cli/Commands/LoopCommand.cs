using System.CommandLine;
using Fusionize.Aws;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Deployment;
using Fusionize.Live.Feeds;
using Fusionize.Local;
using Fusionize.Optimization;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Rounds.Load;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Cli.Commands;

internal static class LoopCommand
{
    public static Command Create(Screen screen)
    {
        var app = new Argument<string>("app") { Description = "The application: its folder or project file." };
        var optimizer = CommonOptions.Optimizer();
        var goal = CommonOptions.Goal();
        var rounds = new Option<int>("--rounds")
        {
            Description = "The most rounds to run.",
            DefaultValueFactory = _ => 12,
            CustomParser = Parse.Whole(1, 1000),
        };
        var rate = LoadOptions.Rate();
        rate.DefaultValueFactory = _ => 5;
        var duration = LoadOptions.Lasting();
        // 60 requests: the median of fewer is unreliable, and the first dozens of an instance are slower than later ones.
        duration.DefaultValueFactory = _ => TimeSpan.FromSeconds(12);
        var network = CommonOptions.Network();
        var seed = CommonOptions.Seed();
        var output = new Option<string?>("--out")
        {
            Description = "Folder for the results: loop.json, report.html, the setup store, zips. Default: .fusionize beside the project.",
        };
        var entry = new Option<string?>("--entry") { Description = "The entry task to load. Default: the application's first." };
        var data = LoadOptions.Data();
        var mix = LoadOptions.Mix();
        var keep = CommonOptions.KeepPermissions();
        var constraint = CommonOptions.Constraints();
        var watch = new Option<Duration?>("--watch")
        {
            Description =
                "Then keep the best setup under load for this long, as 10m, and optimize again if the application's behaviour changes by more "
                + "than noise.",
            CustomParser = Parse.With(text => (Duration?)Duration.Parse(text)),
        };
        var sampling = CommonOptions.Sampling();
        var dashboards = new DashboardOptions();
        var json = LoadOptions.Json();
        var command = new Command("loop", "Builds, deploys to the local platform, loads, measures and optimizes an application, round by round.")
        {
            app,
            optimizer,
            goal,
            keep,
            constraint,
            rounds,
            rate,
            duration,
            network,
            seed,
            output,
            entry,
            data,
            mix,
            watch,
            sampling,
            dashboards.Open,
            dashboards.None,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(sampling) is { Implicit: false } && result.GetResult(watch) is null or { Implicit: true })
                result.AddError("--sampling needs --watch.");
            CommonOptions.CheckConstraints(result, optimizer, constraint);
            LoadOptions.CheckMix(result, mix, entry, data);
            dashboards.Check(result);
        });
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var project = AppProject.Locate(parsed.GetRequiredValue(app));
                var given = parsed.GetValue(mix);
                var options = new LoopOptions
                {
                    Goal = parsed.GetRequiredValue(goal),
                    Rounds = parsed.GetValue(rounds),
                    Load = LoadOptions.Arrivals(parsed, given, rate, duration),
                    Mix = given ?? RequestMix.Of(parsed.GetValue(entry), parsed.GetRequiredValue(data).Json),
                    KeepPermissions = parsed.GetValue(keep),
                    Constraints = Measurable(parsed.GetValue(constraint) ?? new()),
                    Watch = parsed.GetValue(watch)?.Time ?? TimeSpan.Zero,
                    Sampling = parsed.GetRequiredValue(sampling),
                };
                if (File.Exists(parsed.GetValue(output)))
                    throw new FusionizeException(CliErrors.File, null, $"'{parsed.GetValue(output)}' is a file", "--out names a folder");
                using var folder = LoopFolder.Open(parsed.GetValue(output) ?? LoopFolder.DefaultFor(project));
                await using var platform = await LocalPlatform.StartAsync(
                    PlatformOptions(screen, folder, options, parsed.GetValue(network), parsed.GetValue(seed)),
                    cancellation
                );
                using var view = new LoopView(screen, options, project.Name, parsed.GetValue(json));
                using var functions = new AwsRoundPlatform(Deployment(new AwsConnection { Endpoint = platform.Endpoint }, folder.Output), () =>
                    platform.GetStatus().Idle
                )
                {
                    LimitsCpu = platform.GetStatus().CpuEnforced,
                    Served = view.Served,
                };
                var build = new DotnetBuild(project, folder, new Dictionary<string, string>([LocalPlatform.OwnerMark]));
                var live = new LiveLoop(folder, options.Rounds);
                await using var dashboard = await dashboards.StartAsync(
                    screen,
                    parsed,
                    new()
                    {
                        Subject = project.Name,
                        Platform = platform,
                        Loop = live,
                        Log = screen.ErrorLine,
                    },
                    cancellation
                );
                if (dashboard is not null)
                    view.Links(dashboard.Link);
                var result = await new RoundLoop(
                    build,
                    functions,
                    SetupStore.InFolder(folder.Store),
                    new FolderRecordStore(folder.Store),
                    parsed.GetRequiredValue(optimizer).Optimizer,
                    options,
                    new Both(view, live)
                ).RunAsync(
                    soFar =>
                    {
                        var report = LoopReport.Of(soFar);
                        report.Write(folder.Report);
                        live.RoundFinished(report);
                        view.RoundFinished(report);
                    },
                    cancellation
                );
                var report = LoopReport.Of(result);
                report.Write(folder.Report);
                live.Finished(report);
                view.Finished(report, folder, await ReportCommand.WriteForLoopAsync(screen, folder, cancellation));
                return ExitCode.Ok;
            }
        );
        return command;
    }

    /// <summary>No more memory than this machine can measure, unless the user asks for it.</summary>
    internal static SearchConstraints Measurable(SearchConstraints constraints) =>
        constraints with
        {
            MaxMemoryMB = constraints.MaxMemoryMB ?? constraints.MinMemoryMB.Values.Append(LocalPlatform.LargestMeasurableMB).Max(),
        };

    // Without a ping: the first requests of a round find the functions cold, as after any deployment.
    // The local platform has neither layers nor networks nor queues.
    internal static DeployRequest Deployment(AwsConnection connection, string build) =>
        new()
        {
            Build = build,
            Connection = connection,
            Role = DeployRequest.LocalRole,
            Smoke = Smoke.DryRun,
            Layers = [],
            Subnets = [],
            SecurityGroups = [],
        };

    /// <summary>Progress for the terminal and the dashboard.</summary>
    private sealed class Both(IProgress<RoundProgress> one, IProgress<RoundProgress> other) : IProgress<RoundProgress>
    {
        public void Report(RoundProgress value)
        {
            one.Report(value);
            other.Report(value);
        }
    }

    private static LocalPlatformOptions PlatformOptions(Screen screen, LoopFolder folder, LoopOptions options, NetworkProfile network, int seed) =>
        new()
        {
            DataDirectory = folder.Platform,
            Network = network,
            Seed = seed,
            // An instance that is idle for a whole round belongs to an earlier setup.
            IdleExpiry = options.Load.Duration + TimeSpan.FromSeconds(10),
            // With Lambda's delays, a round with a failing task or with throttled events would take minutes.
            AsyncRetryDelays = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)],
            MaxThrottleDelay = TimeSpan.FromSeconds(2),
            Environment = new Dictionary<string, string> { ["TMPDIR"] = folder.Temporary },
            Log = screen.ErrorLine,
        };
}
