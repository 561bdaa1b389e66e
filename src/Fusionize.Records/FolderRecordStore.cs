namespace Fusionize.Records;

/// <summary>Records beside the setups of a store in a folder.</summary>
public sealed class FolderRecordStore(string folder) : RecordStore
{
    private readonly string _traces = Path.Combine(Path.GetFullPath(folder), "traces");

    protected override Task WriteAsync(string folder, string window, IEnumerable<InvocationRecord> records, CancellationToken cancellation) =>
        RecordFile.WriteAsync(FileOf(folder, window), records, cancellation);

    protected override IAsyncEnumerable<InvocationRecord> ReadAsync(string folder, string window, CancellationToken cancellation) =>
        RecordFile.ReadAsync(FileOf(folder, window), cancellation);

    protected override Task<IReadOnlyList<string>> ListWindowsAsync(string folder, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>(
            Directory.Exists(Path.Combine(_traces, folder))
                ? [.. Directory.GetFiles(Path.Combine(_traces, folder), "*" + Extension).Select(f => Path.GetFileName(f)[..^Extension.Length])]
                : []
        );

    protected override Task<IReadOnlyList<string>> ListFoldersAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>(
            Directory.Exists(_traces) ? [.. Directory.GetDirectories(_traces).Select(d => Path.GetFileName(d)!)] : []
        );

    private string FileOf(string folder, string window) => Path.Combine(_traces, folder, window + Extension);
}
