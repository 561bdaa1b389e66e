using Fusionize.Aws;
using Fusionize.Packaging;
using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>
/// Deploys a build with the options of a request. The command, the MSBuild task and the loop all use it, so a function's configuration doesn't depend
/// on which of them deploys it.
/// </summary>
public static class DeploymentService
{
    /// <summary>Plans a deployment. Changes nothing.</summary>
    public static Task<DeployPlan> PlanAsync(DeployRequest request, CancellationToken cancellation = default) =>
        RunAsync(request, isPlan: true, (deployer, options) => deployer.PlanAsync(request.Build, options, cancellation), cancellation);

    public static Task<DeployResult> DeployAsync(
        DeployRequest request,
        IProgress<DeployStep>? progress = null,
        CancellationToken cancellation = default
    ) =>
        RunAsync(
            request,
            isPlan: false,
            async (deployer, options) =>
            {
                using var store = request.Store is { } location ? SetupStores.Open(location, connection: request.Connection) : null;
                return await deployer.DeployAsync(request.Build, options, store, progress, cancellation);
            },
            cancellation
        );

    private static async Task<T> RunAsync<T>(
        DeployRequest request,
        bool isPlan,
        Func<Deployer, DeployOptions, Task<T>> work,
        CancellationToken cancellation
    )
    {
        var manifest = FusionManifest.Read(Path.Combine(request.Build, FusionManifest.FileName));
        if (!manifest.Tasks.Any(t => t.Entry))
            throw new FusionizeException(
                DeployCodes.NoEntry,
                null,
                $"'{manifest.App}' has no entry task, so nothing could ever invoke its functions."
            );
        request = request with { Trace = await TraceAsync(request, manifest, cancellation) };
        var options = DeployConfiguration.Of(manifest, request, Environment.GetEnvironmentVariable);
        using var lambda = request.Connection.Lambda();
        using var s3 = options.CodeBucket is null ? null : request.Connection.S3();
        using var logs = options.CutOver is null ? null : request.Connection.Logs();
        using var http = request.HttpApi ? request.Connection.HttpApis() : null;
        using var sqs = request.Connection.Sqs();
        using var events = request.Connection.Events();
        options = options with { Failures = await FailuresAsync(request, manifest, isPlan, cancellation) };
        var source = logs is null ? null : new CloudWatchLogSource(logs);
        return await work(new Deployer(lambda, s3, source, httpApis: http, triggers: new(sqs, events)), options);
    }

    /// <summary>
    /// The fraction of requests to trace: from the deployment's options, or from the project, or from the application's sampling plan, in this order.
    /// </summary>
    private static async Task<string> TraceAsync(DeployRequest request, FusionManifest manifest, CancellationToken cancellation)
    {
        var given = request.Trace ?? manifest.Deployment?.Trace;
        if (request.Store is not { } location || given is not (null or DeployRequest.PlannedTrace))
            return DeployConfiguration.TraceOf(given);
        using var store = SetupStores.Open(location, connection: request.Connection);
        return DeployConfiguration.TraceOf(await PlannedTrace.FindAsync(store, manifest.App, manifest.Setup, cancellation));
    }

    private static async Task<string?> FailuresAsync(DeployRequest request, FusionManifest manifest, bool isPlan, CancellationToken cancellation)
    {
        var failures = request.Failures ?? manifest.Deployment?.Failures;
        if (failures != DeployRequest.CreateQueue)
            return failures;
        // A plan creates nothing, so the ARN of a new queue isn't known yet.
        if (isPlan)
            return $"arn:aws:sqs:{request.Connection.RegionName}:000000000000:{FailureQueue.NameFor(manifest.App)}";
        using var sqs = request.Connection.Sqs();
        return await new FailureQueue(sqs).MakeAsync(manifest.App, cancellation);
    }
}
