using Fusionize.Packaging;
using Fusionize.Records;

namespace Fusionize.Rounds;

/// <summary>Reads the records of a build's functions from logs. The command, the loop and other hosts use it.</summary>
/// <param name="manifest">The build.</param>
/// <param name="allSetups">Whether to include records of setups other than the build's.</param>
public sealed class LogExtraction(FusionManifest manifest, bool allSetups = false)
{
    private readonly string[] _groups = [.. manifest.Groups.SelectMany(g => g.Functions).Select(f => $"/aws/lambda/{f}")];

    private readonly ExtractorOptions _options = new() { Functions = FunctionsOf(manifest) };

    /// <summary>The counts of all logs that were read.</summary>
    public ExtractorCounts Counts { get; } = new();

    /// <summary>Reads all lines from a time on.</summary>
    public async Task<List<InvocationRecord>> ReadAsync(ILogSource source, DateTimeOffset from, CancellationToken cancellation) =>
        (await ReadAsync((extractor, query) => extractor.ExtractAsync(source, query, false, cancellation), from, null)).Records;

    /// <summary>Reads lines. A later call can continue where this one ends.</summary>
    /// <param name="before">The end of an earlier call, which replaces <paramref name="from"/>; null: there was none.</param>
    public Task<(List<InvocationRecord> Records, ExtractorCheckpoint Checkpoint)> ReadPartAsync(
        ILogSource source,
        DateTimeOffset from,
        ExtractorCheckpoint? before,
        CancellationToken cancellation
    ) => ReadAsync((extractor, query) => extractor.ExtractAsync(source, query, true, cancellation), from, before);

    /// <inheritdoc cref="ReadAsync(ILogSource, DateTimeOffset, CancellationToken)"/>
    public async Task<List<InvocationRecord>> ReadAsync(IRawLogSource source, DateTimeOffset from, CancellationToken cancellation) =>
        (await ReadAsync((extractor, query) => extractor.ExtractAsync(source, query, false, cancellation), from, null)).Records;

    /// <inheritdoc cref="ReadPartAsync(ILogSource, DateTimeOffset, ExtractorCheckpoint, CancellationToken)"/>
    public Task<(List<InvocationRecord> Records, ExtractorCheckpoint Checkpoint)> ReadPartAsync(
        IRawLogSource source,
        DateTimeOffset from,
        ExtractorCheckpoint? before,
        CancellationToken cancellation
    ) => ReadAsync((extractor, query) => extractor.ExtractAsync(source, query, true, cancellation), from, before);

    private async Task<(List<InvocationRecord> Records, ExtractorCheckpoint Checkpoint)> ReadAsync(
        Func<Extractor, LogQuery, IAsyncEnumerable<InvocationRecord>> read,
        DateTimeOffset from,
        ExtractorCheckpoint? before
    )
    {
        var extractor = before is null ? new Extractor(_options) : new Extractor(before, _options);
        var query = new LogQuery([.. _groups], before?.ReadFrom ?? from);
        var records = new List<InvocationRecord>();
        await foreach (var record in read(extractor, query))
        {
            if (allSetups || record.SetupId == manifest.Setup)
                records.Add(record);
        }
        Counts.Add(extractor.Counts);
        return (records, extractor.Checkpoint(query.From));
    }

    private static Dictionary<string, StreamIdentity> FunctionsOf(FusionManifest manifest)
    {
        var entries = manifest.Tasks.Where(t => t.Entry).Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        var functions = new Dictionary<string, StreamIdentity>(StringComparer.Ordinal);
        foreach (var group in manifest.Groups)
        {
            foreach (var function in group.Functions)
            {
                var isRoot = function != group.Function || (!group.Tasks.IsDefaultOrEmpty && entries.Contains(group.Tasks[0]));
                functions[function] = new(manifest.App, manifest.Setup, group.Name, isRoot);
            }
        }
        return functions;
    }
}
