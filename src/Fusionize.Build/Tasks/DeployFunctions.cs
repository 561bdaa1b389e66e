using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Aws;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Packaging;
using Fusionize.Setups;
using Microsoft.Build.Framework;

namespace Fusionize.Build.Tasks;

/// <summary>Deploys a build's output to Lambda, or to what speaks its protocol.</summary>
public sealed class DeployFunctions : FusionizeTask
{
    /// <summary>The folder with the manifest and the zips.</summary>
    [Required]
    public string Directory { get; set; } = "";

    /// <summary>ARN of the functions' role.</summary>
    public string? Role { get; set; }

    /// <summary>The platform's address; empty: AWS.</summary>
    public string? Endpoint { get; set; }

    public string? Region { get; set; }

    /// <summary>The AWS profile with the credentials.</summary>
    public string? Profile { get; set; }

    /// <summary>Longest an invocation may take, in seconds.</summary>
    public int TimeoutSeconds { get; set; } = DeployOptions.DefaultTimeoutSeconds;

    /// <summary><c>on</c>, <c>off</c> or the fraction of requests to trace.</summary>
    public string? Trace { get; set; }

    /// <summary>Where detached work goes that keeps failing: ARN of a queue or topic, or <c>create</c> for a queue of the application's
    /// own.</summary>
    public string? Failures { get; set; }

    /// <summary>Bucket for zips that are too large for a direct upload.</summary>
    public string? CodeBucket { get; set; }

    /// <summary>Where the application's setups lie; a lock there keeps a second deployment away.</summary>
    public string? Store { get; set; }

    /// <summary>How functions are tried before they get live traffic: <c>Ping</c>, <c>DryRun</c> or <c>None</c>.</summary>
    public string? Smoke { get; set; }

    /// <summary>Whether live traffic stays where it is.</summary>
    public bool KeepLive { get; set; }

    /// <summary>Only says what would be done.</summary>
    public bool PlanOnly { get; set; }

    /// <summary>The application's own variables, with metadata Value; with metadata Task only for functions that have that task.</summary>
    public ITaskItem[] Variables { get; set; } = [];

    /// <summary>Tags of functions that get created, with metadata Value.</summary>
    public ITaskItem[] Tags { get; set; } = [];

    /// <summary>ARNs of layers, in order.</summary>
    public ITaskItem[] Layers { get; set; } = [];

    /// <summary>Subnets of the functions' network.</summary>
    public ITaskItem[] Subnets { get; set; } = [];

    /// <summary>Security groups of the functions' network.</summary>
    public ITaskItem[] SecurityGroups { get; set; } = [];

    /// <summary>What single tasks ask for, with metadata Role and TimeoutSeconds.</summary>
    public ITaskItem[] TaskSettings { get; set; } = [];

    protected override async System.Threading.Tasks.Task RunAsync(CancellationToken cancellation)
    {
        if (!TryParse(Smoke, Deployment.Smoke.Ping, out var smoke) || !TryReadEndpoint(out var endpoint) || !TryReadSettings(out var settings))
            return;
        var connection = new AwsConnection
        {
            Endpoint = endpoint,
            Region = Text(Region),
            Profile = Text(Profile),
        };
        using var lambda = connection.Lambda();
        using var s3 = Text(CodeBucket) is null ? null : connection.S3();
        var deployer = new Deployer(lambda, s3);
        var options = new DeployOptions
        {
            // The local platform has no roles, but functions have one.
            Role = Text(Role) ?? (endpoint is { IsLoopback: true } ? "arn:aws:iam::000000000000:role/local" : null),
            TimeoutSeconds = TimeoutSeconds,
            Trace = Text(Trace) ?? "on",
            CodeBucket = Text(CodeBucket),
            Failures = await FailuresAsync(connection, cancellation),
            Smoke = smoke,
            MoveLive = !KeepLive,
            Environment = Values(Variables.Where(v => OfTask(v) is null)),
            Tags = Values(Tags),
            Layers = [.. Layers.Select(l => l.ItemSpec)],
            Vpc =
                Subnets.Length == 0 && SecurityGroups.Length == 0
                    ? null
                    : new VpcConfig
                    {
                        SubnetIds = [.. Subnets.Select(s => s.ItemSpec)],
                        SecurityGroupIds = [.. SecurityGroups.Select(s => s.ItemSpec)],
                    },
            Tasks = settings,
        };
        if (PlanOnly)
        {
            Log.LogMessage(MessageImportance.High, "{0}", (await deployer.PlanAsync(Directory, options, cancellation)).ToString().TrimEnd());
            return;
        }
        var result = await deployer.DeployAsync(
            Directory,
            options,
            Text(Store) is { } store ? SetupStores.Open(store, connection: connection) : null,
            new Steps(Log),
            cancellation
        );
        Log.LogMessage(
            MessageImportance.High,
            "{0}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{result.App}: setup {result.Setup} deployed as {result.Release}, "
                    + $"{result.Versions.Count} functions in {result.Elapsed.TotalSeconds:0.0} s; "
                    + $"live: {(result.Live.Count == 0 ? "unchanged" : string.Join(", ", result.Live.Keys.Order(StringComparer.Ordinal)))}"
            )
        );
    }

    private async Task<string?> FailuresAsync(AwsConnection connection, CancellationToken cancellation)
    {
        // A plan changes nothing.
        if (Text(Failures) is not "create" || PlanOnly)
            return Text(Failures) is "create" ? null : Text(Failures);
        using var sqs = connection.Sqs();
        return await new FailureQueue(sqs).MakeAsync(FusionManifest.Read(Path.Combine(Directory, FusionManifest.FileName)).App, cancellation);
    }

    private bool TryReadEndpoint(out Uri? endpoint)
    {
        endpoint = null;
        if (Text(Endpoint) is not { } text || (Uri.TryCreate(text, UriKind.Absolute, out endpoint) && endpoint.Scheme is "http" or "https"))
            return true;
        Error(new FusionizeException(DeployCodes.BadOption, null, $"FusionizeEndpoint '{text}' isn't an http or https address."));
        return false;
    }

    private bool TryParse<T>(string? text, T fallback, out T value)
        where T : struct, Enum
    {
        value = fallback;
        if (Text(text) is not { } given || Enum.TryParse(given, ignoreCase: true, out value))
            return true;
        Error(new FusionizeException(DeployCodes.BadOption, null, $"'{given}' isn't one of {string.Join(", ", Enum.GetNames<T>())}."));
        return false;
    }

    private bool TryReadSettings(out ImmutableArray<TaskSettings> settings)
    {
        var all = ImmutableArray.CreateBuilder<TaskSettings>();
        foreach (var item in TaskSettings)
        {
            int? seconds = null;
            if (Text(item.GetMetadata("TimeoutSeconds")) is { } text)
            {
                if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    Error(
                        new FusionizeException(
                            DeployCodes.BadOption,
                            null,
                            $"FusionizeTaskSettings '{item.ItemSpec}': TimeoutSeconds '{text}' isn't a number of seconds."
                        )
                    );
                    settings = [];
                    return false;
                }
                seconds = number;
            }
            all.Add(new(item.ItemSpec, Text(item.GetMetadata("Role")), seconds));
        }
        foreach (var ofTask in Variables.Where(v => OfTask(v) is not null).GroupBy(v => OfTask(v)!))
            all.Add(new(ofTask.Key, Variables: Values(ofTask)));
        settings = all.ToImmutable();
        return true;
    }

    private static string? OfTask(ITaskItem variable) => Text(variable.GetMetadata("Task"));

    private static ImmutableSortedDictionary<string, string> Values(IEnumerable<ITaskItem> items) =>
        items.GroupBy(i => i.ItemSpec).ToImmutableSortedDictionary(g => g.Key, g => g.Last().GetMetadata("Value"), StringComparer.Ordinal);

    // MSBuild passes a property that isn't set as an empty text.
    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private sealed class Steps(Microsoft.Build.Utilities.TaskLoggingHelper log) : IProgress<DeployStep>
    {
        public void Report(DeployStep step) =>
            log.LogMessage(MessageImportance.Normal, "{0} {1}/{2}: {3} {4}", step.Phase, step.Done, step.Total, step.Function, step.Text);
    }
}
