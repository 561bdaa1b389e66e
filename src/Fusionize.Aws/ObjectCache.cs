using System.Text;
using Fusionize.Setups.Files;
using Fusionize.Setups.Stores;

namespace Fusionize.Aws;

/// <summary>
/// Copies of objects in a folder, one file per object: the ETag's line, the content's hash, the content. A copy that can't be read or doesn't match
/// its hash is ignored; a copy that can't be written is skipped. Neither is an error, because the cache only saves requests.
/// </summary>
internal sealed class ObjectCache(string folder, string location)
{
    public StoredDocument? Read(string key)
    {
        try
        {
            var file = File.ReadAllBytes(FileOf(key)).AsSpan();
            var etag = Line(ref file);
            var hash = Line(ref file);
            return StoredJson.Hash(file) == hash ? new(file.ToArray(), etag) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(string key, StoredDocument stored)
    {
        if (string.IsNullOrEmpty(stored.Version))
            return;
        var file = FileOf(key);
        try
        {
            WholeFile.Write(file, [.. Encoding.UTF8.GetBytes($"{stored.Version}\n{StoredJson.Hash(stored.Content)}\n"), .. stored.Content]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is fetched again next time.
        }
    }

    // Keys may contain characters that aren't allowed in file names.
    private string FileOf(string key) => Path.Combine(folder, StoredJson.Hash(Encoding.UTF8.GetBytes(location + "\n" + key))[..32] + ".object");

    private static string Line(ref Span<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
            return "";
        var line = Encoding.UTF8.GetString(rest[..end]);
        rest = rest[(end + 1)..];
        return line;
    }
}
