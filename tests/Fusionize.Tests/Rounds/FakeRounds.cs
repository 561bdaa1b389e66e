using System.Collections.Immutable;
using Fusionize.Packaging;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Rounds.Load;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Tests.Rounds;

/// <summary>An application of three tasks, A (entry) → B sync, A → C async, that is built and run in no time: each remote call of A costs it 50
/// ms.</summary>
internal sealed class FakeRounds(SetupStore store) : IAppBuild, IRoundPlatform, ILoadTarget
{
    private static readonly ImmutableArray<ManifestTaskInfo> Tasks =
    [
        new("A", true, [new("x", "int")], "int", Routes: [new("GET", "/a/{x}")]),
        new("B", false, [], null),
        new("C", false, [], null),
    ];

    public List<string> Done { get; } = [];

    /// <summary>What the entry task answers; null: success.</summary>
    public Func<int, string?> Answer { get; init; } = _ => null;

    public bool Traces { get; init; } = true;

    /// <summary>Called when a build begins.</summary>
    public Func<Task> Building { get; init; } = () => Task.CompletedTask;

    private FusionSetup? _deployed;

    public async Task<BuiltApp> BuildAsync(IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        await Building();
        var pointer = await store.GetCurrentAsync(cancellation);
        var setup = pointer is null
            ? new FusionSetup("app", [.. Tasks.Select(t => new FusionGroup(t.Id, [t.Id]))])
            : await store.GetSetupAsync(pointer.SetupId, cancellation);
        Done.Add("build " + setup.FullNotation);
        return new BuiltApp(Manifest(setup), "/nowhere", TimeSpan.FromSeconds(1.5));
    }

    public Task DeployAsync(BuiltApp app, double trace, IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        Done.Add("deploy");
        _deployed = app.Setup;
        return Task.CompletedTask;
    }

    public ILoadTarget Entries(ImmutableArray<EntryRequest> requests)
    {
        Done.Add($"load {string.Join(' ', requests.Select(r => r.Http is { } http ? $"{http.Method} {http.Path}" : r.Function))}");
        return this;
    }

    public Task<string?> SendAsync(LoadRequest request, CancellationToken cancellation) => Task.FromResult(Answer(request.Number - 1));

    public Task DrainAsync(IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        Done.Add("drain");
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<InvocationRecord>> ExtractAsync(FusionManifest manifest, DateTimeOffset from, CancellationToken cancellation)
    {
        Done.Add("extract");
        return Task.FromResult<ImmutableArray<InvocationRecord>>(Traces ? [.. Records(_deployed!)] : []);
    }

    public static FusionManifest Manifest(FusionSetup setup) =>
        new()
        {
            App = setup.App,
            Setup = setup.Id,
            Notation = setup.Notation,
            ToolVersion = "0.1.0",
            Tasks = Tasks,
            Calls = [new("A", "B", "sync", "once", "A.cs:1"), new("A", "C", "async", "once", "A.cs:2")],
            Groups =
            [
                .. setup.Groups.Select(g => new ManifestGroup
                {
                    Name = g.Name,
                    Function = "app-" + g.Name,
                    EntryFunctions = Tasks
                        .Where(t => t.Entry && t.Id != g.Name && g.Entries.Contains(t.Id))
                        .ToImmutableSortedDictionary(t => t.Id, t => "app-" + t.Id),
                    Zip = g.Name + ".zip",
                    Sha256 = "00",
                    Bytes = 1000 * g.Tasks.Length,
                    Runtime = "dotnet10",
                    Handler = "App.Function",
                    Architecture = g.Architecture,
                    MemoryMB = g.MemoryMB,
                    Tasks = g.Tasks,
                    Entries = g.Entries,
                    RemoteAsync = g.RemoteAsync,
                    Routes = ImmutableSortedDictionary<string, string>.Empty,
                    Assemblies = [],
                }),
            ],
        };

    private static IEnumerable<InvocationRecord> Records(FusionSetup setup)
    {
        var root = setup.HomeOf("A");
        CallRecord Call(string to, CallKind kind) =>
            root.RunsLocally(to, kind) ? new("A", to, kind, CallSite.Local, 1, 1) : new("A", to, kind, CallSite.Remote, 1, 50);
        CallRecord[] calls = [Call("B", CallKind.Sync), Call("C", CallKind.Async)];
        for (var i = 0; i < 4; i++)
        {
            yield return Record(setup, root, "A", i, 10 + calls.Sum(c => c.Ms)) with
            {
                IsRoot = true,
                IsCold = i == 0,
                Calls = [.. calls],
            };
            foreach (var remote in calls.Where(c => c.Where == CallSite.Remote))
                yield return Record(setup, setup.HomeOf(remote.To), remote.To, i, 5) with
                {
                    ParentSpanId = "a",
                };
        }
    }

    private static InvocationRecord Record(FusionSetup setup, FusionGroup group, string task, int request, double ms) =>
        new()
        {
            App = setup.App,
            SetupId = setup.Id,
            Group = group.Name,
            Function = "app-" + group.Name,
            RequestId = $"{task}-{request}",
            TraceId = $"{request}",
            Task = task,
            StartMs = request * 1000,
            DurationMs = ms,
            BilledMs = (long)ms,
            CpuMs = 1,
            MemoryMB = group.MemoryMB,
        };
}
