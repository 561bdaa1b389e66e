using System.Collections.Immutable;
using System.CommandLine;
using Fusionize.Engine.Feedback;
using Fusionize.Engine.Optimization;
using Fusionize.Engine.Packaging;
using Fusionize.Engine.Rounds;
using Fusionize.Engine.Setups;

namespace Fusionize.Cli.Commands;

/// <summary>What was measured so far, for the commands that think about it: a build's output, records, and where the records' setups lie.</summary>
internal sealed class MeasuredRecords
{
    public Argument<string> Build { get; } = CommonOptions.Build();

    public Option<string[]> Records { get; } = new("--records")
    {
        Description = "Files of records that 'fusionize extract' wrote, oldest first; or the store of a loop, with all its rounds.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    public Option<string?> Store { get; } = new("--store")
    {
        Description = "Where setups lie: a folder or s3://bucket/prefix. The records' setups are looked up there; the build's own needs none.",
    };

    public BuiltApp AppOf(ParseResult parsed)
    {
        var folder = parsed.GetRequiredValue(Build);
        return new(FusionManifest.Read(Path.Combine(folder, FusionManifest.FileName)), folder, TimeSpan.Zero);
    }

    public ISetupStore? StoreOf(ParseResult parsed) => parsed.GetValue(Store) is { } location ? SetupStores.Open(location) : null;

    /// <summary>Per file, or per round of a loop's store, what each setup did.</summary>
    public async Task<ImmutableArray<MeasuredSetup>> ReadAsync(ParseResult parsed, BuiltApp app, ISetupStore? setups, CancellationToken cancellation)
    {
        var history = ImmutableArray.CreateBuilder<MeasuredSetup>();
        foreach (var place in parsed.GetRequiredValue(Records))
        {
            if (!Directory.Exists(place))
            {
                await AddAsync(RecordFile.ReadAsync(place, cancellation), setups);
                continue;
            }
            var loop = new FolderSetupStore(place);
            var seen = new HashSet<string>();
            var rounds = await loop.GetRoundsAsync(cancellation).ToListAsync(cancellation);
            // Any other folder would be taken for an application that was never measured.
            if (rounds.Count == 0)
                throw new CliException(CliErrors.File, $"'{place}' holds no rounds of a loop", Directory.Exists(Path.Combine(place, "store")) ? $"its store is '{Path.Combine(place, "store")}'" : "name a loop's store, or files that 'fusionize extract' wrote");
            foreach (var round in rounds)
            {
                if (seen.Add(round.SetupId))
                    await AddAsync(new FolderRecordStore(place).ReadAsync(round.SetupId, cancellation), loop);
            }
        }
        return history.ToImmutable();

        async Task AddAsync(IAsyncEnumerable<InvocationRecord> records, ISetupStore? source)
        {
            await foreach (var setup in records.GroupBy(r => r.SetupId))
            {
                var found = setup.Key == app.Manifest.Setup ? app.Setup
                    : source is not null ? await source.GetSetupAsync(setup.Key, cancellation)
                    : throw new CliException(CliErrors.Usage, $"the records are of setup {setup.Key}, which isn't the build's", "say with --store where that setup lies", ExitCode.Usage);
                history.Add(new MeasuredSetup(found, [.. setup.OrderBy(r => r.StartMs).ThenBy(r => r.RequestId, StringComparer.Ordinal)], history.Count + 1));
            }
        }
    }

    /// <summary>The same, for predicting: only rounds in which requests were served.</summary>
    public async Task<ImmutableArray<MeasuredSetup>> ReadServedAsync(ParseResult parsed, BuiltApp app, CancellationToken cancellation)
    {
        var history = await ReadAsync(parsed, app, StoreOf(parsed), cancellation);
        var served = history.RemoveAll(m => !HasRequests(m));
        return served.Length > 0 ? served : throw NoRequests("so nothing can be predicted from them");
    }

    public static bool HasRequests(MeasuredSetup measured) => measured.Records.Any(r => r.IsRoot);

    public static CliException NoRequests(string so)
        => new(CliErrors.File, $"the records hold no root request, {so}", "'fusionize extract' reads them from the functions' logs, after some load");
}
