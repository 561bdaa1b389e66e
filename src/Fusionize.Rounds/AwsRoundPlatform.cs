using System.Collections.Immutable;
using Fusionize.Aws;
using Fusionize.Deployment;
using Fusionize.Packaging;
using Fusionize.Records;
using Fusionize.Rounds.Load;
using Fusionize.Setups;

namespace Fusionize.Rounds;

/// <summary>Runs rounds with AWS's protocols: deployment and load by Lambda's API, records from CloudWatch Logs.</summary>
/// <param name="deploy">The target, and settings that replace those of the build.</param>
/// <param name="isIdle">Whether nothing is running or waiting, and the logs are complete.</param>
public sealed class AwsRoundPlatform(DeployRequest deploy, Func<bool> isIdle) : IRoundPlatform, IDisposable
{
    /// <inheritdoc/>
    public bool LimitsCpu { get; init; } = true;

    /// <summary>Called with the address of the application's HTTP API when it is known, and when it changes.</summary>
    public Action<string>? Served { get; init; }

    private static readonly TimeSpan DrainPatience = TimeSpan.FromMinutes(2);
    private readonly Aws.CloudWatchLogs.AmazonCloudWatchLogsClient _logs = deploy.Connection.Logs();

    private string? _address;

    public async Task DeployAsync(BuiltApp app, double trace, IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        var deployed = await DeploymentService.DeployAsync(
            deploy with
            {
                Build = app.Folder,
                Trace = DeployOptions.TraceOf(trace),
            },
            new Steps(progress),
            cancellation
        );
        if (deployed.Address is { } address && address != _address)
            Served?.Invoke(address);
        _address = deployed.Address;
    }

    public ILoadTarget Entries(ImmutableArray<EntryRequest> requests)
    {
        var functions = new LambdaTarget(deploy.Connection, Aliases.Live, requests.Select(r => (r.Function, r.Payload)));
        if (requests.All(r => r.Http is null))
            return functions;
        var address = _address ?? throw new InvalidOperationException("The deployment has made no HTTP API.");
        var mix = new RequestMix([.. requests.Select(r => r.Http ?? new MixRequest())]);
        return new MixedTarget(functions, new HttpTarget(new Uri(address), mix), [.. requests.Select(r => r.Http is not null)]);
    }

    public async Task DrainAsync(IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        progress.Report(new(0, 0, ""));
        var deadline = DateTime.UtcNow + DrainPatience;
        while (!isIdle())
        {
            if (DateTime.UtcNow > deadline)
                throw new FusionizeException(
                    RoundCodes.NotDrained,
                    null,
                    $"asynchronous work still runs {DrainPatience.TotalMinutes} minutes after the load"
                );
            await Task.Delay(50, cancellation);
        }
    }

    public async Task<ImmutableArray<InvocationRecord>> ExtractAsync(FusionManifest manifest, DateTimeOffset from, CancellationToken cancellation)
    {
        var records = await new LogExtraction(manifest).ReadAsync(new CloudWatchLogSource(_logs), from, cancellation);
        // The order of the log depends on how its groups are read, but optimizers depend on the order of the calls.
        return [.. records.OrderBy(r => r.StartMs).ThenBy(r => r.RequestId, StringComparer.Ordinal)];
    }

    public void Dispose()
    {
        _logs.Dispose();
    }

    private sealed class Steps(IProgress<PhaseProgress> progress) : IProgress<DeployStep>
    {
        public void Report(DeployStep step) =>
            progress.Report(new(step.Done, step.Total, $"{step.Phase.ToString().ToLowerInvariant()}: {step.Function} {step.Text}"));
    }
}
