using System.Collections.Immutable;
using Fusionize.Packaging;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Dashboard.Building;

/// <summary>What a report is made from. A part that is damaged or missing leaves a line in <see cref="Missing"/>, and the others stay.</summary>
public sealed class ReportSource
{
    /// <summary>Of each setup the latest windows with so many records are enough.</summary>
    private const int MaxRecords = 50_000;

    private readonly List<string> _missing = [];
    private readonly Dictionary<string, FusionSetup> _setups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<InvocationRecord>> _records = new(StringComparer.Ordinal);

    /// <param name="name">What is read, as the user named it.</param>
    public ReportSource(string name) => Name = name;

    public string Name { get; }

    /// <summary>What a loop left; null: there was none.</summary>
    public LoopReport? Loop { get; init; }

    /// <summary>A build's output, with its zips; null: there is none.</summary>
    public FusionManifest? Manifest { get; init; }

    /// <summary>Where the zips lie.</summary>
    public string? BuildFolder { get; init; }

    /// <summary>How the next build finds the setup; null: no store is known.</summary>
    public string? StoreLocation { get; init; }

    public ImmutableArray<RoundRecord> Rounds { get; private set; } = [];

    /// <summary>The store's current setup.</summary>
    public string? Current { get; private set; }

    /// <summary>By their ids.</summary>
    public IReadOnlyDictionary<string, FusionSetup> Setups => _setups;

    /// <summary>By the ids of their setups, in the order of time.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<InvocationRecord>> Records => _records;

    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Says that something is not shown.</summary>
    public void Miss(string what) => _missing.Add(OneLine.Of(what));

    /// <summary>Adds what a store holds.</summary>
    public async Task AddStoreAsync(SetupStore store, RecordStore records, CancellationToken cancellation)
    {
        var rounds = await store.ReadRoundsAsync(damaged => Miss($"A round is not shown: {damaged.Message}"), cancellation);
        if (await TryAsync("The current setup is not known", () => store.GetCurrentAsync(cancellation)) is { } pointer)
            Current = pointer.SetupId;
        // A store may hold several applications; the report is about one.
        var app = Manifest?.App ?? Loop?.App ?? rounds.LastOrDefault()?.App;
        Rounds = [.. rounds.Where(r => app is null || r.App == app)];
        var measured = await TryAsync("No records are shown", async () => (IReadOnlyList<string>?)await records.ListSetupsAsync(cancellation)) ?? [];
        foreach (var id in measured.Concat(Rounds.Select(r => r.SetupId)).Append(Current).OfType<string>().Distinct().ToList())
        {
            var setup = await TryAsync($"Setup {id} is not shown", () => FindAsync(store, id, cancellation));
            if (setup is null || (app is not null && setup.App != app))
                continue;
            app ??= setup.App;
            Add(setup);
            if (measured.Contains(id))
                await TryAsync($"The records of setup {id} are not shown", () => ReadAsync(records, id, cancellation));
            if (!_records.ContainsKey(id) && Rounds.Any(r => r.SetupId == id && r.Outcome is not null))
                Miss($"Setup {id} was measured, but its records are gone: no calls and no requests of it can be shown.");
        }
    }

    public void Add(FusionSetup setup) => _setups.TryAdd(setup.Id, setup);

    /// <summary>Adds what a setup was seen to do.</summary>
    public void Add(FusionSetup setup, IEnumerable<InvocationRecord> records)
    {
        Add(setup);
        // Windows may overlap, as extractions do.
        _records[setup.Id] =
        [
            .. records
                .Where(r => r.SetupId == setup.Id)
                .DistinctBy(r => (r.RequestId, r.StartMs))
                .OrderBy(r => r.StartMs)
                .ThenBy(r => r.RequestId, StringComparer.Ordinal),
        ];
    }

    /// <summary>Adds a round.</summary>
    public void Add(RoundRecord round) => Rounds = Rounds.Add(round);

    private static async Task<FusionSetup?> FindAsync(SetupStore store, string id, CancellationToken cancellation) =>
        await store.GetSetupAsync(id, cancellation);

    private async Task<FusionSetup?> ReadAsync(RecordStore store, string id, CancellationToken cancellation)
    {
        var own = await store.ReadAsync(id, MaxRecords, cancellation).ToListAsync(cancellation);
        if (own.Count > 0)
            Add(_setups[id], own);
        return _setups[id];
    }

    private async Task<T?> TryAsync<T>(string otherwise, Func<Task<T?>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is FusionizeException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Miss($"{otherwise}: {e.Message}");
            return null;
        }
    }
}
