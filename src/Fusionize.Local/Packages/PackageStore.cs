using System.Collections.Concurrent;
using System.Security.Cryptography;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Packages;

/// <summary>Extracts deployment packages, each content once. A zip is untrusted input.</summary>
internal sealed class PackageStore(string folder)
{
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
        {
            ReadOnlyTree.Lock(target); // extracted by an earlier platform with this data directory; complete, because of the rename below
            return target;
        }
        var temporary = Path.Combine(folder, $".{name}.{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(temporary);
            PackageExtractor.Extract(zip, temporary, target);
            ReadOnlyTree.Lock(temporary);
            Directory.Move(temporary, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            // Another platform has extracted the same content meanwhile.
        }
        catch (InvalidDataException e)
        {
            throw LambdaError.InvalidParameter($"Could not unzip uploaded file. Please check your file, then try to upload again. ({e.Message})");
        }
        finally
        {
            ReadOnlyTree.Delete(temporary);
        }
        return target;
    }
}
