using System.IO.Compression;
using System.Text;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Packages;

/// <summary>Extracts a zip into a folder, so that a function sees the same files as on Lambda.</summary>
internal static class PackageExtractor
{
    private const long MaxUnzipped = 262_144_000;
    private const int MaxEntries = 50_000;
    private const int MaxNameBytes = 255;
    private const int MaxPathBytes = 4000;
    private const int SymbolicLink = 0xA000;
    private const int FileTypeMask = 0xF000;

    /// <summary>The folder in which Lambda mounts a package.</summary>
    private const string TaskRoot = "/var/task/";

    private enum Kind
    {
        Folder,
        File,
        Link,
    }

    /// <param name="zip">The package.</param>
    /// <param name="target">An empty folder.</param>
    /// <param name="final">The later path of the folder.</param>
    public static void Extract(byte[] zip, string target, string final)
    {
        using var archive = new ZipArchive(new MemoryStream(zip, writable: false), ZipArchiveMode.Read);
        if (archive.Entries.Count == 0)
            throw LambdaError.InvalidParameter("Uploaded file must be a non-empty zip");
        if (archive.Entries.Count > MaxEntries)
            throw new InvalidDataException($"more than {MaxEntries} entries");
        Check(archive);
        var left = MaxUnzipped;
        foreach (var entry in archive.Entries.Where(e => KindOf(e) != Kind.Link))
        {
            var path = Path.Combine(target, NameOf(entry));
            if (KindOf(entry) == Kind.Folder)
            {
                Directory.CreateDirectory(path);
                continue;
            }
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            left = Copy(entry, path, left);
        }
        // Links come last, so that nothing is written through one.
        foreach (var link in archive.Entries.Where(e => KindOf(e) == Kind.Link))
        {
            var path = Path.Combine(target, NameOf(link));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.CreateSymbolicLink(path, LinkTarget(link, final));
        }
    }

    private static Kind KindOf(ZipArchiveEntry entry) =>
        ((entry.ExternalAttributes >> 16) & FileTypeMask) == SymbolicLink ? Kind.Link
        : entry.FullName.EndsWith('/') ? Kind.Folder
        : Kind.File;

    private static string NameOf(ZipArchiveEntry entry) => string.Join('/', entry.FullName.Split('/').Where(p => p is not ("" or ".")));

    /// <summary>Refuses invalid names, and names outside the folder, before anything is written.</summary>
    private static void Check(ZipArchive archive)
    {
        var kinds = new Dictionary<string, Kind>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries)
        {
            var name = entry.FullName;
            var parts = name.Split('/');
            if (name.StartsWith('/') || parts.Contains("..") || name.Contains('\0'))
                throw new InvalidDataException($"entry '{Shown(name)}' lies outside of the package");
            if (parts.Any(p => Encoding.UTF8.GetByteCount(p) > MaxNameBytes) || Encoding.UTF8.GetByteCount(name) > MaxPathBytes)
                throw new InvalidDataException($"the name of entry '{Shown(name)}' is too long");
            var path = NameOf(entry);
            for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
                Add(path[..slash], Kind.Folder, name);
            if (path.Length > 0)
                Add(path, KindOf(entry), name);
        }

        void Add(string path, Kind kind, string entry)
        {
            if (!kinds.TryAdd(path, kind) && !(kind == Kind.Folder && kinds[path] == Kind.Folder))
                throw new InvalidDataException($"entry '{Shown(entry)}' stands in the way of another one of its name");
        }
    }

    private static string Shown(string name) => new([.. name.Take(100).Select(c => char.IsControl(c) ? '?' : c)]);

    private static string LinkTarget(ZipArchiveEntry entry, string final)
    {
        var buffer = new byte[MaxPathBytes + 1];
        using var content = entry.Open();
        var length = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var target = Encoding.UTF8.GetString(buffer, 0, length);
        if (length is 0 or > MaxPathBytes || target.Contains('\0'))
            throw new InvalidDataException($"entry '{Shown(entry.FullName)}' is a symbolic link to nowhere");
        return target.StartsWith(TaskRoot, StringComparison.Ordinal) ? Path.Combine(final, target[TaskRoot.Length..]) : target;
    }

    /// <summary>Counts the extracted bytes, because a zip's own size fields may be wrong.</summary>
    private static long Copy(ZipArchiveEntry entry, string path, long left)
    {
        using (var source = entry.Open())
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = source.Read(buffer)) > 0)
            {
                left -= read;
                if (left < 0)
                    throw LambdaError.InvalidParameter($"Unzipped size must be smaller than {MaxUnzipped} bytes");
                file.Write(buffer.AsSpan(0, read));
            }
        }
        File.SetUnixFileMode(path, ModeOf(entry));
        return left;
    }

    /// <summary>
    /// On Lambda a function doesn't own its package, so the permissions of "others" apply, here to everybody. Nobody may write, since instances share
    /// these files and a later run may reuse them. Zips from Windows have no modes; their files can be read, but not executed.
    /// </summary>
    private static UnixFileMode ModeOf(ZipArchiveEntry entry)
    {
        var mode = (entry.ExternalAttributes >> 16) & 0x1FF;
        if (mode == 0)
            return UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        var others = (UnixFileMode)mode & (UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        return others | (UnixFileMode)((int)others << 3) | (UnixFileMode)((int)others << 6);
    }
}
