using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Packaging;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Rounds.Load;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Simulation;

namespace Fusionize.Tests.Rounds;

/// <summary>The application of <see cref="FakeRounds"/> on the simulator: its behaviour can change, instances live on from window to window, and only
/// what is sampled is in the log.</summary>
internal sealed class SimulatedRounds(SetupStore store) : TimeProvider, IAppBuild, IRoundPlatform, ILoadTarget
{
    private const int Requests = 60;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    private DateTimeOffset _now = DateTimeOffset.UnixEpoch.AddYears(56);
    private FusionSetup? _deployed;
    private double _trace = 1;
    private int _windows;
    private int _sinceDeployment;

    /// <summary>CPU time of the task B, by the number of the window.</summary>
    public Func<int, double> CpuMs { get; init; } = _ => 6;

    public List<string> Deployed { get; } = [];

    public override DateTimeOffset GetUtcNow() => _now;

    public async Task<BuiltApp> BuildAsync(IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        var setup = await store.GetCurrentAsync(cancellation) is { } pointer
            ? await store.GetSetupAsync(pointer.SetupId, cancellation)
            : new FusionSetup("app", [new("A", ["A"]), new("B", ["B"]), new("C", ["C"])]);
        return new BuiltApp(FakeRounds.Manifest(setup), "/nowhere", TimeSpan.Zero);
    }

    public Task DeployAsync(BuiltApp app, double trace, IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        (_deployed, _trace, _sinceDeployment) = (app.Setup, trace, 0);
        Deployed.Add(string.Create(CultureInfo.InvariantCulture, $"{app.Setup.Id} {trace}"));
        return Task.CompletedTask;
    }

    public ILoadTarget Entries(ImmutableArray<EntryRequest> requests) => this;

    public Task<string?> SendAsync(LoadRequest request, CancellationToken cancellation) => Task.FromResult<string?>(null);

    public Task DrainAsync(IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        _now += Window;
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<InvocationRecord>> ExtractAsync(FusionManifest manifest, DateTimeOffset from, CancellationToken cancellation)
    {
        var seed = (ulong)++_windows;
        var app = new AppDescription(
            "app",
            [
                new("A", true, [new CpuStep(4), new CallStep("B"), new CallStep("C", CallKind.Async)]),
                new("B", false, [new WaitStep(15, 0.4), new CpuStep(CpuMs(_windows))]),
                new("C", false, [new CpuStep(60)]),
            ]
        );
        // One simulation from the deployment on would take longer and longer: the windows after the first begin with old instances.
        var young = _sinceDeployment++ == 0;
        var load = new SimulatedLoad { Rate = Requests / Window.TotalSeconds, Requests = young ? Requests : 2 * Requests };
        var records = Simulator
            .RunAndRecord(app, _deployed!, LambdaModel.DotNet with { YoungCpuMs = 3, YoungRemoteCpuMs = 9 }, load, seed)
            .Records.Records;
        var begin = records.Min(r => r.StartMs) + (young ? 0 : Window.TotalMilliseconds);
        var at = _now.ToUnixTimeMilliseconds();
        var sampled = new Random(_windows);
        var takes = records.Select(r => r.TraceId).Distinct().ToDictionary(t => t, _ => sampled.NextDouble() < _trace);
        return Task.FromResult(
            records
                .Where(r => r.StartMs >= begin && takes[r.TraceId])
                .Select(r => r with { StartMs = r.StartMs - begin + at, Instance = $"{_deployed!.Id} {Deployed.Count} {r.Instance}" })
                .OrderBy(r => r.StartMs)
                .ThenBy(r => r.RequestId, StringComparer.Ordinal)
                .ToImmutableArray()
        );
    }
}
