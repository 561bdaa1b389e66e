using System.Collections.Immutable;
using System.CommandLine;
using Fusionize.Aws;
using Fusionize.Cli.Errors;
using Fusionize.Optimization;
using Fusionize.Packaging;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Cli.Commands;

/// <summary>The measurements for commands that predict or optimize: a build's output, records, and the store of their setups.</summary>
internal sealed class MeasuredRecords
{
    /// <summary>Limit of the records that are read per setup of a store: the latest windows are enough.</summary>
    private const int MaxRecords = 200_000;

    public BuildArgument Build { get; } = CommonOptions.Build();

    public Option<string[]> Records { get; } =
        new("--records")
        {
            Description =
                "Files of records from 'fusionize extract', oldest first, or a store with records, such as a loop's. "
                    + "Default: those in --store.",
            AllowMultipleArgumentsPerToken = true,
        };

    public Option<string?> Store { get; } =
        new("--store")
        {
            Description =
                "Store of setups and records: a folder or s3://bucket/prefix. The setups of records in files are looked up there; "
                    + "the build's own setup needs no store.",
        };

    public BuiltApp AppOf(ParseResult parsed)
    {
        var folder = parsed.GetRequiredValue(Build);
        return new(FusionManifest.Read(Path.Combine(folder, FusionManifest.FileName)), folder, TimeSpan.Zero);
    }

    public SetupStore? StoreOf(ParseResult parsed) => parsed.GetValue(Store) is { } location ? SetupStores.Open(location) : null;

    /// <summary>The measured setups, per file or per setup of a store; the one that ran last comes last.</summary>
    public async Task<ImmutableArray<MeasuredSetup>> ReadAsync(ParseResult parsed, BuiltApp app, SetupStore? setups, CancellationToken cancellation)
    {
        var history = new List<MeasuredSetup>();
        var store = parsed.GetValue(Store);
        string[] places =
            parsed.GetValue(Records) is { Length: > 0 } given ? given
            : store is not null ? [store]
            : throw new FusionizeException(
                CliErrors.Usage,
                null,
                "no records are given",
                "name files or a store with --records, or a store with --store"
            );
        foreach (var place in places)
        {
            if (place == store || place.Contains("://", StringComparison.Ordinal) || Directory.Exists(place))
                await AddStoreAsync(place);
            else
                await AddFileAsync(place);
        }
        return [.. history.Select((m, i) => m with { Round = i + 1 })];

        async Task AddFileAsync(string file)
        {
            await foreach (var setup in RecordFile.ReadAsync(file, cancellation).GroupBy(r => r.SetupId))
            {
                var found =
                    setup.Key == app.Manifest.Setup ? app.Setup
                    : setups is not null ? await setups.GetSetupAsync(setup.Key, cancellation)
                    : throw new FusionizeException(
                        CliErrors.Usage,
                        null,
                        $"the records are of setup {setup.Key}, which isn't the build's",
                        "say with --store where that setup lies"
                    );
                history.Add(Measured(found, setup));
            }
        }

        async Task AddStoreAsync(string place)
        {
            var (records, source) = (SetupStores.OpenRecords(place), SetupStores.Open(place));
            using var closing = records as IDisposable;
            using var closingSetups = source as IDisposable;
            var ids = await records.ListSetupsAsync(cancellation);
            // Any other folder would look like an application that was never measured. A new store has no records yet.
            if (ids.Count == 0 && place != store)
                throw new FusionizeException(
                    CliErrors.File,
                    null,
                    $"'{place}' holds no records of setups",
                    Directory.Exists(Path.Combine(place, "store"))
                        ? $"its store is '{Path.Combine(place, "store")}'"
                        : "name a store with records from 'fusionize extract --store' or a loop, or files from 'fusionize extract'"
                );
            var rounds = await source.GetRoundsAsync(cancellation).ToListAsync(cancellation);
            var measured = new List<MeasuredSetup>();
            foreach (var id in ids)
            {
                if ((id == app.Manifest.Setup ? app.Setup : await FindAsync(source, id)) is not { } setup || !Fits(setup))
                    continue;
                var own = await records.ReadAsync(id, MaxRecords, cancellation).ToListAsync(cancellation);
                if (own.Count > 0)
                    measured.Add(
                        Measured(setup, own) with
                        {
                            IsDisturbed = Are(rounds, id, c => c.IsDisturbed()),
                            IsSaturated = Are(rounds, id, c => c.IsSaturated()),
                        }
                    );
            }
            history.AddRange(measured.OrderBy(m => m.Records[^1].StartMs));
        }

        // The records of a setup's rounds lie together.
        static bool Are(List<RoundRecord> rounds, string setup, Func<RoundConditions, bool> what) =>
            rounds.FindAll(r => r.SetupId == setup && r.Outcome is not null) is { Count: > 0 } own
            && own.TrueForAll(r => r.Conditions is { } conditions && what(conditions));

        async Task<FusionSetup?> FindAsync(SetupStore source, string id)
        {
            try
            {
                return await source.GetSetupAsync(id, cancellation);
            }
            catch (StoreException e) when (e.Code == StoreCodes.NotFound)
            {
                return null;
            }
        }

        // Records from before a task was added or removed belong to a different application, like those of other applications in the store.
        bool Fits(FusionSetup setup)
        {
            try
            {
                if (setup.App != app.Model.App)
                    return false;
                setup.Validate(app.Model, setup.Id);
                return true;
            }
            catch (SetupException)
            {
                return false;
            }
        }

        // Windows may overlap, since extractions may.
        MeasuredSetup Measured(FusionSetup setup, IEnumerable<InvocationRecord> records) =>
            new(
                setup,
                [.. records.DistinctBy(r => (r.RequestId, r.StartMs)).OrderBy(r => r.StartMs).ThenBy(r => r.RequestId, StringComparer.Ordinal)],
                0
            );
    }

    /// <summary>The same for predictions: only rounds that served requests.</summary>
    public async Task<ImmutableArray<MeasuredSetup>> ReadServedAsync(ParseResult parsed, BuiltApp app, CancellationToken cancellation)
    {
        var history = await ReadAsync(parsed, app, StoreOf(parsed), cancellation);
        var served = history.RemoveAll(m => !HasRequests(m));
        return served.Length > 0 ? served : throw NoRequests("so nothing can be predicted from them");
    }

    public static bool HasRequests(MeasuredSetup measured) => measured.Records.Any(r => r.IsRoot);

    public static FusionizeException NoRequests(string so) =>
        new(
            CliErrors.File,
            null,
            $"the records hold no root request, {so}",
            "'fusionize extract' reads them from the functions' logs, after some load"
        );
}
