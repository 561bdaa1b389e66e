using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Packages;

/// <summary>Extracts deployment packages, each content once. A zip is untrusted input.</summary>
internal sealed class PackageStore(string folder)
{
    public const long MaxUnzipped = 262_144_000;
    private const int MaxEntries = 50_000;
    private const int SymbolicLink = 0xA000;
    private const int FileTypeMask = 0xF000;

    private readonly ConcurrentDictionary<string, Lazy<Package>> _packages = new(StringComparer.Ordinal);

    public Package Add(byte[] zip)
    {
        var hash = SHA256.HashData(zip);
        var name = Convert.ToHexStringLower(hash);
        var package = _packages.GetOrAdd(name, _ => new Lazy<Package>(() => new(Extract(zip, name), Convert.ToBase64String(hash), zip.Length)));
        try
        {
            return package.Value;
        }
        catch
        {
            _packages.TryRemove(name, out _);
            throw;
        }
    }

    private string Extract(byte[] zip, string name)
    {
        var target = Path.Combine(folder, name);
        if (Directory.Exists(target))
            return target; // extracted by an earlier platform with this data directory; the rename below made it whole
        var temporary = Path.Combine(folder, $".{name}.{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(temporary);
            ExtractTo(zip, temporary);
            Directory.Move(temporary, target);
        }
        catch (Exception e) when (e is InvalidDataException or IOException && Directory.Exists(target))
        {
            // Another platform was faster with the same content.
        }
        catch (InvalidDataException e)
        {
            throw LambdaError.InvalidParameter("Could not unzip uploaded file. Please check your file, then try to upload again." + (e.Message.Length > 0 ? $" ({e.Message})" : ""));
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
        return target;
    }

    private static void ExtractTo(byte[] zip, string target)
    {
        using var archive = new ZipArchive(new MemoryStream(zip, writable: false), ZipArchiveMode.Read);
        if (archive.Entries.Count == 0)
            throw LambdaError.InvalidParameter("Uploaded file must be a non-empty zip");
        if (archive.Entries.Count > MaxEntries)
            throw new InvalidDataException($"more than {MaxEntries} entries");
        var root = Path.GetFullPath(target) + Path.DirectorySeparatorChar;
        var left = MaxUnzipped;
        foreach (var entry in archive.Entries)
        {
            var path = Path.GetFullPath(Path.Combine(root, entry.FullName));
            if (!path.StartsWith(root, StringComparison.Ordinal) || entry.FullName.Contains('\0'))
                throw new InvalidDataException($"entry '{entry.FullName}' lies outside of the package");
            if (((entry.ExternalAttributes >> 16) & FileTypeMask) == SymbolicLink)
                throw new InvalidDataException($"entry '{entry.FullName}' is a symbolic link");
            if (entry.FullName.EndsWith('/'))
            {
                Directory.CreateDirectory(path);
                continue;
            }
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            left = Copy(entry, path, left);
        }
    }

    /// <summary>Counts what really comes out: a zip's own size fields may lie.</summary>
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
        var mode = (entry.ExternalAttributes >> 16) & 0x1FF;
        // Zips made on Windows carry no modes. Lambda then refuses to execute a bootstrap, and so does this.
        // Never writable: instances share these files, and a later run may use them again. (Root writes all the same.)
        const UnixFileMode Writable = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        File.SetUnixFileMode(path, (mode == 0 ? UnixFileMode.None : (UnixFileMode)mode & ~Writable) | UnixFileMode.UserRead);
        return left;
    }
}
