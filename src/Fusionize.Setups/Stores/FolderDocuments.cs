using Fusionize.Setups.Files;

namespace Fusionize.Setups.Stores;

/// <summary>
/// Documents in a folder. Readers need no lock: files appear by rename, whole or not at all. Writers that compare versions take a lock, which the
/// operating system releases when their process ends.
/// </summary>
public sealed class FolderDocuments : IDocumentStore
{
    private readonly string _lock;
    private readonly TimeSpan _lockTimeout;

    public FolderDocuments(string folder)
        : this(folder, TimeSpan.FromSeconds(30)) { }

    internal FolderDocuments(string folder, TimeSpan lockTimeout)
    {
        Location = Path.GetFullPath(folder);
        _lock = Path.Combine(Location, "setups", ".lock");
        _lockTimeout = lockTimeout;
    }

    public string Location { get; }

    public string LocationOf(string name) => Path.Combine(Location, name);

    public async Task<StoredDocument?> ReadAsync(string name, bool isImmutable, CancellationToken cancellation)
    {
        try
        {
            var content = await File.ReadAllBytesAsync(LocationOf(name), cancellation);
            return new(content, StoredJson.Hash(content));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreachable(e);
        }
    }

    public async Task<bool> TryWriteAsync(string name, byte[] content, string? expected, CancellationToken cancellation)
    {
        // Checked before the lock is taken, so that a writer with an old version needn't wait for it.
        if ((await ReadAsync(name, isImmutable: false, cancellation))?.Version != expected)
            return false;
        using (await LockAsync(cancellation))
        {
            if ((await ReadAsync(name, isImmutable: false, cancellation))?.Version != expected)
                return false;
            await WriteAsync(name, content, cancellation);
            return true;
        }
    }

    public async Task WriteAsync(string name, byte[] content, CancellationToken cancellation)
    {
        try
        {
            await WholeFile.WriteAsync(LocationOf(name), stream => stream.WriteAsync(content, cancellation).AsTask());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreachable(e);
        }
    }

    public Task<IReadOnlyCollection<string>> ListAsync(string folder, CancellationToken cancellation)
    {
        var path = LocationOf(folder);
        try
        {
            string[] files = Directory.Exists(path) ? Directory.GetFiles(path, "*.json") : [];
            return Task.FromResult<IReadOnlyCollection<string>>([.. files.Select(f => Path.GetFileNameWithoutExtension(f))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreachable(e);
        }
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        var deadline = Environment.TickCount64 + (long)_lockTimeout.TotalMilliseconds;
        while (true)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_lock)!);
                return new FileStream(_lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            // Anything else (no such path, a read-only or full disk, …) won't go away by waiting.
            catch (IOException e) when (IsHeld(e))
            {
                if (Environment.TickCount64 >= deadline)
                    throw new StoreException(
                        StoreCodes.Busy,
                        Location,
                        $"Another process has held the store's lock for {_lockTimeout.TotalSeconds:0} s.",
                        inner: e
                    );
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Unreachable(e);
            }
            await Task.Delay(Random.Shared.Next(1, 8), cancellation);
        }
    }

    /// <summary>Whether another process holds the file: a sharing or lock violation on Windows, a lock that isn't granted (EWOULDBLOCK, or EAGAIN)
    /// elsewhere.</summary>
    private static bool IsHeld(IOException e) =>
        OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) is 32 or 33 : e.HResult is 11 or 35;

    private StoreException Unreachable(Exception e) => new(StoreCodes.Unreachable, Location, $"The store can't be used: {e.Message}", inner: e);
}
