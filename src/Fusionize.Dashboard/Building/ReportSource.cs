using System.Collections.Immutable;
using Fusionize.Packaging;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Dashboard.Building;

/// <summary>
/// The input of a report. If a part is damaged or missing, a line is added to <see cref="Missing"/>, and the other parts are still shown.
/// </summary>
public sealed class ReportSource
{
    /// <summary>The number of records that are enough for a setup; the latest windows are used.</summary>
    private const int MaxRecords = 50_000;

    private readonly List<string> _missing = [];
    private readonly Dictionary<string, FusionSetup> _setups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<InvocationRecord>> _records = new(StringComparer.Ordinal);

    /// <param name="name">The input, as the user has given it.</param>
    public ReportSource(string name) => Name = name;

    public string Name { get; }

    /// <summary>The report of a loop; null: there was none.</summary>
    public LoopReport? Loop { get; init; }

    /// <summary>A build's output, with its zips; null: there is none.</summary>
    public FusionManifest? Manifest { get; init; }

    /// <summary>The folder of the zips.</summary>
    public string? BuildFolder { get; init; }

    /// <summary>The location from which the next build gets the setup; null: no store is known.</summary>
    public string? StoreLocation { get; init; }

    public ImmutableArray<RoundRecord> Rounds { get; private set; } = [];

    /// <summary>The store's current setup.</summary>
    public string? Current { get; private set; }

    /// <summary>The setups by their ids.</summary>
    public IReadOnlyDictionary<string, FusionSetup> Setups => _setups;

    /// <summary>The records by the ids of their setups, in chronological order.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<InvocationRecord>> Records => _records;

    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Adds a line about a part that is not shown.</summary>
    public void Miss(string what) => _missing.Add(OneLine.Of(what));

    /// <summary>Adds the content of a store.</summary>
    public async Task AddStoreAsync(SetupStore store, RecordStore records, CancellationToken cancellation)
    {
        var rounds = await store.ReadRoundsAsync(damaged => Miss($"A round is not shown: {damaged.Message}"), cancellation);
        if (await TryAsync("The current setup is not known", () => store.GetCurrentAsync(cancellation)) is { } pointer)
            Current = pointer.SetupId;
        // A store may contain several applications, but the report is about one.
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

    /// <summary>Adds the records of a setup.</summary>
    public void Add(FusionSetup setup, IEnumerable<InvocationRecord> records)
    {
        Add(setup);
        // Windows may overlap, because extractions may overlap.
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
