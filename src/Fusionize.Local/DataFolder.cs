using Fusionize.Local.Packages;
using Fusionize.Local.Processes;

namespace Fusionize.Local;

/// <summary>The platform's files: extracted packages and queues, which a later run takes over, and this run's logs.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string TemporaryPrefix = "fusionize-local-";
    private readonly string _run;
    private readonly string? _temporary;

    private DataFolder(string root, string? temporary)
    {
        _temporary = temporary;
        Packages = Path.Combine(root, "packages");
        Queues = Path.Combine(root, "queues");
        _run = Path.Combine(root, "run", $"{PlatformIdentity.Current}.{Guid.NewGuid():N}");
        Logs = Path.Combine(_run, "logs");
        // Temporary folders are shared, but logs and code are private.
        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Packages);
        Directory.CreateDirectory(Queues);
        Directory.CreateDirectory(Logs);
    }

    public string Packages { get; }

    /// <summary>The folder of the queues' database.</summary>
    public string Queues { get; }

    public string Logs { get; }

    public static DataFolder Open(string? directory)
    {
        try
        {
            if (directory is not null)
            {
                var root = Path.GetFullPath(directory);
                RemoveStale(Path.Combine(root, "run"), "");
                return new(root, null);
            }
            RemoveStale(Path.GetTempPath(), TemporaryPrefix);
            var temporary = Path.Combine(Path.GetTempPath(), $"{TemporaryPrefix}{PlatformIdentity.Current}.{Guid.NewGuid():N}");
            return new(temporary, temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalPlatformException(
                LocalPlatformException.DataDirectoryUnusable,
                $"data directory '{directory ?? Path.GetTempPath()}': {e.Message}",
                e
            );
        }
    }

    /// <summary>Removes the files of platforms that were killed.</summary>
    private static void RemoveStale(string folder, string prefix)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var left in Directory.EnumerateDirectories(folder, prefix + "*"))
        {
            var name = Path.GetFileName(left)[prefix.Length..];
            if (PlatformIdentity.TryParse(name.Split('.')[0], out var owner) && !owner.IsAlive)
                Remove(left);
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            ReadOnlyTree.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, or owned by another user. The next start tries again.
        }
    }

    public void Dispose()
    {
        Remove(_temporary ?? _run);
        if (_temporary is null)
            ReadOnlyTree.Unlock(Packages); // so that the owner of the data directory can delete it
    }
}
