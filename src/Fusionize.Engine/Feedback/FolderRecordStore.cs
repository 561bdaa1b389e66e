using System.Runtime.CompilerServices;
using Fusionize.Engine.Setups;

namespace Fusionize.Engine.Feedback;

/// <summary>
/// Records beside the setups of a store in a folder: <c>traces/SETUP/WINDOW.jsonl.gz</c>. A window is written once, whole; written
/// again, after a crash, it replaces itself.
/// </summary>
public sealed class FolderRecordStore(string folder)
{
    private const string Extension = ".jsonl.gz";
    private readonly string _traces = Path.Combine(Path.GetFullPath(folder), "traces");

    /// <param name="window">Names what was read: the same records must come under the same name again.</param>
    public async Task PutAsync(string window, IEnumerable<InvocationRecord> records, CancellationToken cancellation)
    {
        foreach (var setup in records.GroupBy(r => r.SetupId, StringComparer.Ordinal))
            await RecordFile.WriteAsync(Path.Combine(FolderOf(setup.Key), Checked(window) + Extension), setup, cancellation);
    }

    /// <summary>All records of a setup, window by window in the order of their names.</summary>
    public async IAsyncEnumerable<InvocationRecord> ReadAsync(string setupId, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var directory = FolderOf(setupId);
        if (!Directory.Exists(directory))
            yield break;
        foreach (var file in Directory.GetFiles(directory, "*" + Extension).Order(StringComparer.Ordinal))
        {
            await foreach (var record in RecordFile.ReadAsync(file, cancellation))
                yield return record;
        }
    }

    // The id comes out of a log line: nothing but a real one reaches a path.
    private string FolderOf(string setupId) => Path.Combine(_traces, SetupNames.IsSetupId(setupId) ? setupId : "unknown");

    private static string Checked(string name)
        => name.Length is > 0 and <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? name : throw new ArgumentException($"'{name}' can't name a file of records.");
}
