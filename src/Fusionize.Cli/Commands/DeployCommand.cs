using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Fusionize.Aws;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Deployment;
using Fusionize.Packaging;
using Spectre.Console;

namespace Fusionize.Cli.Commands;

internal static class DeployCommand
{
    public static Command Create(Screen screen)
    {
        var buildFolder = CommonOptions.Build();
        var connection = new ConnectionOptions();
        var role = new Option<string?>("--role") { Description = "ARN of the functions' role. Needed where a function is created on AWS." };
        var environment = Variables.Option();
        var timeout = new Option<Duration?>("--timeout")
        {
            Description = "Longest an invocation may take. Default: what the project says (FusionizeTimeoutSeconds), else 60 s.",
            CustomParser = Parse.With(text => (Duration?)Duration.Parse(text)),
        };
        var trace = new Option<string?>("--trace")
        {
            Description =
                "on, off, the fraction of requests to trace, or plan: what the application's sampling plan in the store says. "
                + "Default: what the project says (FusionizeTrace), else plan where --store is given, else on.",
            CustomParser = Parse.With<string?>(Tracing),
        };
        var smoke = new Option<Smoke>("--smoke")
        {
            HelpName = "ping|dry-run|none",
            Description = "How functions are tried before they get live traffic: ping, dry-run or none. Default: ping.",
            CustomParser = Parse.With(text =>
                text switch
                {
                    "ping" => Smoke.Ping,
                    "dry-run" => Smoke.DryRun,
                    "none" => Smoke.None,
                    _ => throw new FormatException($"'{text}' is not a smoke test: write ping, dry-run or none."),
                }
            ),
        };
        var bucket = new Option<string?>("--code-bucket") { Description = "Bucket for zips that are too large for a direct upload." };
        var failures = new Option<string?>("--failures")
        {
            HelpName = "create|ARN",
            Description =
                "Destination of detached work that keeps failing: ARN of a queue or topic, or 'create' for a queue of the application's own. "
                    + "The functions' role must be allowed to send there.",
            CustomParser = Parse.With<string?>(text =>
                text == "create" || text.StartsWith("arn:", StringComparison.Ordinal)
                    ? text
                    : throw new FormatException($"'{text}' is neither an ARN nor 'create'.")
            ),
        };
        var (layers, subnets, securityGroups) = (
            Several("--layer", "ARN of a layer. Several: repeat it."),
            Several("--subnet", "A subnet of the functions' network."),
            Several("--security-group", "A security group of the functions' network.")
        );
        var store = new Option<string?>("--store")
        {
            Description = "Store of the application's setups: a folder or s3://bucket/prefix. A lock there prevents two deployments at once.",
        };
        var noLive = new Option<bool>("--no-live") { Description = "Leave live traffic where it is." };
        var noHttpApi = new Option<bool>("--no-http-api")
        {
            Description = "Don't create or change the HTTP API in front of the application's routes.",
        };
        var shares = new Option<double[]>("--shares")
        {
            Description = "Move live traffic in steps, as 10,50 (percent), and move it back if the new release does worse.",
            CustomParser = Parse.With(text => Growing([.. text.Split(',').Select(Share)], text)),
        };
        var watch = new Option<Duration>("--watch")
        {
            Description = "How long each share is watched.",
            DefaultValueFactory = _ => new CutOverOptions().Watch,
            CustomParser = Parse.With(Duration.Parse),
        };
        var plan = new Option<bool>("--dry-run", "--plan") { Description = "Show the plan without changing anything." };
        var json = LoadOptions.Json();
        var command = new Command("deploy", "Deploys a build to Lambda or to the local platform: functions, versions, aliases, then live traffic.")
        {
            buildFolder,
            role,
            environment,
            timeout,
            trace,
            smoke,
            bucket,
            failures,
            layers,
            subnets,
            securityGroups,
            store,
            noLive,
            noHttpApi,
            shares,
            watch,
            plan,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(trace) is { Tokens: [{ Value: "plan" }] } && result.GetValue(store) is null)
                result.AddError("--trace plan needs --store.");
            if (result.GetResult(watch) is { Implicit: false } && result.GetResult(shares) is null)
                result.AddError("--watch needs --shares.");
        });
        connection.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var aws = connection.Read(parsed);
                var build = parsed.GetRequiredValue(buildFolder);
                var location = parsed.GetValue(store);
                var request = new DeployRequest
                {
                    Build = build,
                    Connection = aws,
                    Role = parsed.GetValue(role),
                    Environment = parsed.GetRequiredValue(environment),
                    TimeoutSeconds = parsed.GetValue(timeout) is { Time: var time } ? (int)Math.Ceiling(time.TotalSeconds) : null,
                    Trace = parsed.GetValue(trace),
                    Smoke = parsed.GetValue(smoke),
                    CodeBucket = parsed.GetValue(bucket),
                    Failures = parsed.GetValue(failures),
                    Layers = Given(parsed, layers),
                    Subnets = Given(parsed, subnets),
                    SecurityGroups = Given(parsed, securityGroups),
                    Store = location,
                    MoveLive = !parsed.GetValue(noLive),
                    HttpApi = !parsed.GetValue(noHttpApi),
                    CutOver = parsed.GetValue(shares) is { } steps ? Steps(steps, parsed.GetValue(watch)) : null,
                };
                if (parsed.GetValue(plan))
                {
                    PrintPlan(screen, await DeploymentService.PlanAsync(request, cancellation), parsed.GetValue(json));
                    return ExitCode.Ok;
                }
                var manifest = FusionManifest.Read(Path.Combine(build, FusionManifest.FileName));
                var deployment = await ProgressView.RunAsync(screen, async view =>
                {
                    using var step = view.Begin($"deploying {manifest.App} {manifest.Setup}");
                    return await DeploymentService.DeployAsync(request, new StepReport(screen, step), cancellation);
                });
                if (parsed.GetValue(json))
                    screen.WriteJson(deployment);
                else
                {
                    var deployed = $"{Texts.Count(deployment.Versions.Count, "function")} in {Texts.Seconds(deployment.Elapsed)}";
                    var live = deployment.Live.Count == 0 ? "unchanged" : string.Join(", ", deployment.Live.Keys);
                    screen.Out.MarkupLineInterpolated($"[bold]{deployment.App}[/] setup {deployment.Setup}: {deployed}; live: {live}");
                    if (deployment.Address is { } address)
                        screen.Out.MarkupLineInterpolated($"routes at [bold]{address}[/]{InBrowser(aws, address)}");
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static string InBrowser(AwsConnection aws, string address) =>
        aws.Endpoint is { IsLoopback: true } ? $", in a browser {Addresses.InBrowser(new Uri(address))}" : "";

    private static ImmutableArray<string>? Given(ParseResult parsed, Option<string[]> option) =>
        parsed.GetRequiredValue(option) is { Length: > 0 } values ? [.. values] : null;

    private static Option<string[]> Several(string name, string description) =>
        new(name)
        {
            Description = description,
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
        };

    private static void PrintPlan(Screen screen, DeployPlan plan, bool json)
    {
        if (json)
            screen.WriteJson(
                new
                {
                    plan.Manifest.App,
                    plan.Manifest.Setup,
                    plan.Release,
                    functions = plan.Functions.Select(f => new { f.Name, change = f.Describe() }),
                    httpApi = plan.HttpApi is { } api ? new { api.Address, api.Changes } : null,
                }
            );
        else
            screen.Out.Write(plan.ToString());
    }

    private static double Share(string text) =>
        double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and < 100
            ? percent / 100
            : throw new FormatException($"'{text}' is not a share: write percentages between 0 and 100, as 10,50.");

    private static double[] Growing(double[] shares, string text) =>
        shares.Zip(shares.Skip(1)).All(s => s.First < s.Second)
            ? shares
            : throw new FormatException($"'{text}' would reduce traffic: each share must be larger than the one before, as 10,50.");

    // Functions trace every request if they can't read the variable.
    private static string Tracing(string text) =>
        text is "on" or "off" or "plan"
        || double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fraction) && fraction is >= 0 and <= 1
            ? text
            : throw new FormatException($"'{text}' is not on, off, plan or a fraction between 0 and 1, as 0.05.");

    private static CutOverOptions Steps(double[] shares, TimeSpan watch) =>
        new()
        {
            Shares = [.. shares],
            Watch = watch,
            Patience = 5 * watch,
            Poll = TimeSpan.FromSeconds(Math.Clamp(watch.TotalSeconds / 12, 0.1, 10)),
        };

    private sealed class StepReport(Screen screen, ProgressView.Step bar) : IProgress<DeployStep>
    {
        public void Report(DeployStep step)
        {
            if (screen.IsInteractive)
                bar.Report(step.Done, step.Total, $"{step.Phase.ToString().ToLowerInvariant()}: {step.Function} {step.Text}");
            else
                screen.Err.MarkupLineInterpolated(
                    $"[dim]{step.Phase.ToString().ToLowerInvariant()} {step.Done}/{step.Total}: {step.Function} {step.Text}[/]"
                );
        }
    }
}
