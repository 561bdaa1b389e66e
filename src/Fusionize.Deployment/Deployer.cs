using System.Collections.Concurrent;
using Amazon.S3;
using Fusionize.Aws.ApiGatewayV2;
using Fusionize.Aws.Lambda;
using Fusionize.Packaging;
using Fusionize.Records;
using Fusionize.Setups.Stores;

namespace Fusionize.Deployment;

/// <summary>
/// Deploys a build to Lambda, or to a platform with its protocol. All functions of the release are created in addition to the running ones and tested
/// before live traffic moves. After an interruption, the next run finds the completed steps and does the rest.
/// </summary>
/// <param name="lambda">The platform.</param>
/// <param name="s3">The client for zips that are too large for a direct upload.</param>
/// <param name="logs">The logs, for watching a new release that gets its traffic in steps.</param>
/// <param name="time">The clock; tests pass their own.</param>
/// <param name="httpApis">The HTTP APIs; null: deployments leave them alone.</param>
/// <param name="triggers">Queues and rules; null: deployments make nothing for triggers.</param>
public sealed class Deployer(
    AmazonLambdaClient lambda,
    IAmazonS3? s3 = null,
    ILogSource? logs = null,
    TimeProvider? time = null,
    AmazonApiGatewayV2Client? httpApis = null,
    TriggerClients? triggers = null
)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly AliasMover _aliases = new(lambda);
    private readonly HttpApiDeployer? _httpApis = httpApis is null ? null : new(httpApis, lambda);
    private readonly TriggerDeployer? _triggers = triggers is null ? null : new(lambda, triggers, time ?? TimeProvider.System);

    /// <summary>Deploys the build in a folder: its manifest and zips.</summary>
    public async Task<DeployResult> DeployAsync(
        string directory,
        DeployOptions options,
        IProgress<DeployStep>? progress = null,
        CancellationToken cancellation = default
    ) => await ExecuteAsync(await PlanAsync(directory, options, cancellation), progress, cancellation);

    /// <summary>The same, under the lock of the application in a store (null: without a lock).</summary>
    public async Task<DeployResult> DeployAsync(
        string directory,
        DeployOptions options,
        SetupStore? store,
        IProgress<DeployStep>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (store is null)
            return await DeployAsync(directory, options, progress, cancellation);
        var app = FusionManifest.Read(Path.Combine(directory, FusionManifest.FileName)).App;
        await using var held = await DeploymentLock.TakeAsync(store, app, DeploymentLock.ThisOwner, time: _time, cancellation: cancellation);
        return await held.RunAsync(token => DeployAsync(directory, options, progress, token), cancellation);
    }

    /// <summary>Plans the deployment of the build in a folder. Changes nothing.</summary>
    public Task<DeployPlan> PlanAsync(string directory, DeployOptions options, CancellationToken cancellation = default) =>
        PlanAsync(FusionManifest.Read(Path.Combine(directory, FusionManifest.FileName)), directory, options, cancellation);

    /// <inheritdoc cref="PlanAsync(string, DeployOptions, CancellationToken)"/>
    public async Task<DeployPlan> PlanAsync(
        FusionManifest manifest,
        string directory,
        DeployOptions options,
        CancellationToken cancellation = default
    )
    {
        await new Zips(directory).CheckAsync(manifest, cancellation);
        var (release, desired) = DesiredFunction.Of(manifest, options);
        var planned = new PlannedFunction[desired.Count];
        await ForEachAsync(
            Enumerable.Range(0, desired.Count),
            options,
            async (i, token) => planned[i] = await LookAsync(desired[i], release, options, token),
            cancellation
        );
        var names = desired.Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        var there = await ConfigurationsOfAsync(manifest.App, cancellation);
        return new(
            manifest,
            directory,
            options,
            release,
            [.. planned],
            [.. there.Select(f => f.FunctionName!).Where(f => !names.Contains(f))],
            await PlanHttpApiAsync(manifest, options, planned, there, cancellation)
        )
        {
            Triggers = _triggers is null || !options.MoveLive ? null : await _triggers.PlanAsync(manifest, desired, there, cancellation),
        };
    }

    /// <summary>An application without routes has no HTTP API, unless an earlier release had routes.</summary>
    private async Task<HttpApiPlan?> PlanHttpApiAsync(
        FusionManifest manifest,
        DeployOptions options,
        PlannedFunction[] planned,
        IReadOnlyList<FunctionConfiguration> there,
        CancellationToken cancellation
    )
    {
        if (_httpApis is null || !options.MoveLive || (manifest.TaskRoutes.Count == 0 && !there.Any(HasRoutes)))
            return null;
        var plan = await _httpApis.PlanAsync(
            manifest.App,
            manifest.TaskRoutes.Select(r => r with { Task = manifest.FunctionOf(r.Task) }),
            planned.Where(f => f.LiveVersion is not null).Select(f => f.Name).ToHashSet(StringComparer.Ordinal),
            cancellation
        );
        return plan is { Routes.IsEmpty: true, Address: null } ? null : plan;
    }

    internal static bool HasRoutes(FunctionConfiguration function) => function.Environment?.Variables?.ContainsKey(FunctionRoutes.Variable) == true;

    /// <summary>Carries out a plan.</summary>
    public async Task<DeployResult> ExecuteAsync(DeployPlan plan, IProgress<DeployStep>? progress = null, CancellationToken cancellation = default)
    {
        var start = _time.GetTimestamp();
        var versions = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var live = new ConcurrentDictionary<string, string?>(StringComparer.Ordinal);
        if (plan.Warning is { } warning)
            progress?.Report(new(DeployPhase.Functions, plan.Manifest.App, warning, 0, plan.Functions.Length));
        if (plan.Triggers is { } queues)
            await _triggers!.MakeQueuesAsync(queues, text => progress?.Report(new(DeployPhase.Triggers, null, text, 0, 0)), cancellation);

        await PhaseAsync(
            DeployPhase.Functions,
            plan.Functions,
            plan,
            progress,
            async (planned, report, token) =>
            {
                versions[planned.Name] = await new FunctionDeployer(lambda, s3, plan, _time, report).RunAsync(planned, token);
                return planned.Change == FunctionChange.None ? "is there" : "ready";
            },
            cancellation
        );

        // Functions that passed the test in an earlier run and only lack an alias aren't started again.
        var untried = plan.ChangesNothing || plan.Options.Smoke == Smoke.None ? [] : plan.Functions;
        await PhaseAsync(
            DeployPhase.Smoke,
            untried,
            plan,
            progress,
            async (planned, _, token) =>
            {
                await new SmokeTest(lambda, plan.Options.Smoke).RunAsync(planned.Desired, plan.Release, token);
                return "answers";
            },
            cancellation
        );

        await PhaseAsync(
            DeployPhase.Setup,
            plan.Functions.Where(f => f.MovesSetup),
            plan,
            progress,
            async (planned, _, token) =>
            {
                await _aliases.MoveAsync(planned.Name, Aliases.Setup(plan.Manifest.Setup), versions[planned.Name], _ => plan.Release, token);
                return Aliases.Setup(plan.Manifest.Setup);
            },
            cancellation
        );

        var stepped =
            plan.Options.CutOver is { } cutOver ? await MoveInStepsAsync(plan, cutOver, versions, progress, cancellation) : [];
        var lastShare = plan.Options.CutOver is { Shares: [.., var last] } ? last : 0;
        // One after another, in the order of their names, and only from the version in the plan. So if two deployments run concurrently, the second
        // one stops at the first function, before it has moved anything. A function that takes over another one's route comes before that one.
        var moving = plan.Functions.Where(f => f.MovesLive)
            .OrderByDescending(f => plan.HttpApi?.TakesOver(f.Name) == true)
            .ThenBy(f => f.Name, StringComparer.Ordinal)
            .ToArray();
        var api = plan.HttpApi is { } http ? _httpApis?.Begin(http) : null;
        foreach (var function in api?.Functions.Except(moving.Select(f => f.Name)) ?? [])
            await PointAsync(api!, function, progress, cancellation);
        for (var i = 0; i < moving.Length; i++)
        {
            var (planned, version) = (moving[i], versions[moving[i].Name]);
            var old = await _aliases.MoveAsync(
                planned.Name,
                Aliases.Live,
                version,
                alias => LiveNote.Of(alias).Then(plan.Release).Text,
                cancellation,
                mayMove: alias =>
                    alias?.FunctionVersion == version
                    || (
                        stepped.FirstOrDefault(f => f.Name == planned.Name) is { } step
                            ? alias is not null && CutOver.IsAt(alias, step, lastShare)
                            : alias?.FunctionVersion == planned.LiveVersion
                    )
            );
            live[planned.Name] = old?.FunctionVersion;
            progress?.Report(
                new(DeployPhase.Live, planned.Name, $"live: version {old?.FunctionVersion ?? "(none)"} → {version}", i + 1, moving.Length)
            );
            if (api is not null)
                await PointAsync(api, planned.Name, progress, cancellation);
        }
        if (api is not null && await api.EndAsync(cancellation) is var removed and > 0)
            progress?.Report(new(DeployPhase.Routes, null, $"{removed} route(s) removed", 1, 1));
        if (plan.Triggers is { } made)
            await _triggers!.ApplyAsync(made, text => progress?.Report(new(DeployPhase.Triggers, null, text, 0, 0)), cancellation);

        return new(plan.Manifest.App, plan.Manifest.Setup, plan.Release, versions, live, _time.GetElapsedTime(start))
        {
            Address = plan.Manifest.TaskRoutes.Count > 0 ? api?.Address : null,
        };
    }

    private static async Task PointAsync(HttpApiChange api, string function, IProgress<DeployStep>? progress, CancellationToken cancellation)
    {
        if (await api.PointAsync(function, cancellation) is var routes and > 0)
            progress?.Report(new(DeployPhase.Routes, function, $"{routes} route(s)", 1, 1));
    }

    /// <returns>The functions that now have the last share.</returns>
    private async Task<MovingFunction[]> MoveInStepsAsync(
        DeployPlan plan,
        CutOverOptions options,
        IReadOnlyDictionary<string, string> versions,
        IProgress<DeployStep>? progress,
        CancellationToken cancellation
    )
    {
        // A function without live traffic gets all of it at once.
        var moving = plan
            .Functions.Where(f => f is { MovesLive: true, LiveVersion: not null } && f.LiveVersion != versions[f.Name])
            .Select(f => new MovingFunction(f.Name, f.LiveVersion!, versions[f.Name]))
            .ToArray();
        if (moving.Length == 0)
            return moving;
        await new CutOver(_aliases, logs ?? throw new InvalidOperationException("Moving traffic in steps needs the logs."), options, _time).RunAsync(
            moving,
            (function, text) => progress?.Report(new(DeployPhase.Live, function, text, 0, moving.Length)),
            cancellation
        );
        return moving;
    }

    /// <summary>The names of an application's functions, whatever setup they belong to.</summary>
    public async Task<IReadOnlyList<string>> FunctionsOfAsync(string app, CancellationToken cancellation = default) =>
        [.. (await ConfigurationsOfAsync(app, cancellation)).Select(f => f.FunctionName!)];

    /// <summary>The unpublished versions of these functions, in the order of their names.</summary>
    internal async Task<IReadOnlyList<FunctionConfiguration>> ConfigurationsOfAsync(string app, CancellationToken cancellation) =>
        await Calls.RunAsync<IReadOnlyList<FunctionConfiguration>>(
            null,
            "ListFunctions",
            async () =>
                await lambda
                    .FunctionsAsync(app + "-", cancellation)
                    .Where(f => f.Environment?.Variables?.GetValueOrDefault(DesiredFunction.AppVariable) == app)
                    .OrderBy(f => f.FunctionName, StringComparer.Ordinal)
                    .ToListAsync(cancellation),
            cancellation
        );

    private async Task<PlannedFunction> LookAsync(DesiredFunction desired, string release, DeployOptions options, CancellationToken cancellation)
    {
        try
        {
            FunctionConfiguration current = await Calls.RunAsync(
                desired.Name,
                "GetFunctionConfiguration",
                () => lambda.GetFunctionConfigurationAsync(new() { FunctionName = desired.Name }, cancellation),
                cancellation
            );
            var aliases = await Calls.RunAsync(
                desired.Name,
                "ListAliases",
                async () => await lambda.AliasesAsync(desired.Name, cancellation).ToDictionaryAsync(a => a.Name!, cancellationToken: cancellation),
                cancellation
            );
            return new(
                desired,
                current,
                aliases.GetValueOrDefault(release),
                aliases.GetValueOrDefault(Aliases.Setup(Aliases.SetupOf(release)!)),
                aliases.GetValueOrDefault(Aliases.Live),
                options,
                release
            );
        }
        catch (ResourceNotFoundException)
        {
            return new(desired, null, null, null, null, options, release);
        }
    }

    private static async Task PhaseAsync(
        DeployPhase phase,
        IEnumerable<PlannedFunction> functions,
        DeployPlan plan,
        IProgress<DeployStep>? progress,
        Func<PlannedFunction, Action<string, string>, CancellationToken, Task<string>> action,
        CancellationToken cancellation
    )
    {
        var all = functions.ToArray();
        var done = 0;
        await ForEachAsync(
            all,
            plan.Options,
            async (planned, token) =>
            {
                var text = await action(
                    planned,
                    (function, step) => progress?.Report(new(phase, function, step, Volatile.Read(ref done), all.Length)),
                    token
                );
                progress?.Report(new(phase, planned.Name, text, Interlocked.Increment(ref done), all.Length));
            },
            cancellation
        );
    }

    /// <summary>Runs several at once. The first failure stops the others at their next step, and only this failure is reported.</summary>
    private static async Task ForEachAsync<T>(
        IEnumerable<T> items,
        DeployOptions options,
        Func<T, CancellationToken, Task> action,
        CancellationToken cancellation
    )
    {
        Exception? first = null;
        try
        {
            await Parallel.ForEachAsync(
                items,
                new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellation },
                async (item, token) =>
                {
                    try
                    {
                        await action(item, token);
                    }
                    catch (Exception e)
                    {
                        Interlocked.CompareExchange(ref first, e, null);
                        throw;
                    }
                }
            );
        }
        catch (Exception) when (first is not null)
        {
            cancellation.ThrowIfCancellationRequested();
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }
}
