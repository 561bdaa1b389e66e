using System.Runtime.CompilerServices;
using Fusionize.Setups;

namespace Fusionize.Records;

/// <summary>
/// Records beside the setups of a store: <c>traces/SETUP/WINDOW.jsonl.gz</c>. A window is written once, as a whole. If it is written again after a
/// crash, it replaces the first copy.
/// </summary>
public abstract class RecordStore
{
    protected const string Extension = ".jsonl.gz";

    /// <param name="window">Name of the window. The same records must get the same name again, and later records a later name.</param>
    public async Task PutAsync(string window, IEnumerable<InvocationRecord> records, CancellationToken cancellation)
    {
        foreach (var setup in records.GroupBy(r => r.SetupId, StringComparer.Ordinal))
            await WriteAsync(FolderOf(setup.Key), Checked(window), setup, cancellation);
    }

    /// <summary>Stores the records as a new window that is named by the starts of the first and last record. Returns the name; null if there are no
    /// records.</summary>
    public async Task<string?> AddAsync(IReadOnlyCollection<InvocationRecord> records, CancellationToken cancellation)
    {
        if (records.Count == 0)
            return null;
        var window = $"{Name(records.Min(r => r.StartMs))}-{Name(records.Max(r => r.StartMs))}";
        await PutAsync(window, records, cancellation);
        return window;

        static string Name(double unixMs) =>
            DateTimeOffset
                .FromUnixTimeMilliseconds((long)unixMs)
                .UtcDateTime.ToString("yyyyMMddTHHmmssfff", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The records of a setup, window by window in the order of their names.</summary>
    /// <param name="most">Limit of the records: only the newest windows that hold this many are read.</param>
    public async IAsyncEnumerable<InvocationRecord> ReadAsync(
        string setupId,
        int most = int.MaxValue,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        var windows = new Stack<List<InvocationRecord>>();
        var count = 0;
        foreach (var name in (await ListWindowsAsync(FolderOf(setupId), cancellation)).OrderDescending(StringComparer.Ordinal))
        {
            if (count >= most)
                break;
            var window = await ReadAsync(FolderOf(setupId), name, cancellation).ToListAsync(cancellation);
            count += window.Count;
            windows.Push(window);
        }
        foreach (var record in windows.SelectMany(w => w))
            yield return record;
    }

    /// <summary>Ids of the setups that have records.</summary>
    public async Task<IReadOnlyList<string>> ListSetupsAsync(CancellationToken cancellation) =>
        [.. (await ListFoldersAsync(cancellation)).Where(f => SetupNames.IsSetupId(f)).Order(StringComparer.Ordinal)];

    /// <param name="folder">The name of a folder in <c>traces</c>.</param>
    /// <param name="window">The name of a file in it, without <see cref="Extension"/>.</param>
    protected abstract Task WriteAsync(string folder, string window, IEnumerable<InvocationRecord> records, CancellationToken cancellation);

    protected abstract IAsyncEnumerable<InvocationRecord> ReadAsync(string folder, string window, CancellationToken cancellation);

    protected abstract Task<IReadOnlyList<string>> ListWindowsAsync(string folder, CancellationToken cancellation);

    protected abstract Task<IReadOnlyList<string>> ListFoldersAsync(CancellationToken cancellation);

    // The id comes from a log line, so it is checked before it becomes part of a path.
    private static string FolderOf(string setupId) => SetupNames.IsSetupId(setupId) ? setupId : "unknown";

    private static string Checked(string name) =>
        name.Length is > 0 and <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? name
            : throw new ArgumentException($"'{name}' can't name a file of records.");
}
