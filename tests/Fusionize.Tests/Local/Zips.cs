using System.IO.Compression;
using System.Text;

namespace Fusionize.Tests.Local;

/// <summary>Deployment packages made in memory.</summary>
internal static class Zips
{
    /// <param name="files">Name, content, Unix mode (0 for none).</param>
    public static byte[] Of(params (string Name, byte[] Content, int Mode)[] files)
    {
        var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create))
        {
            foreach (var (name, content, mode) in files)
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = mode << 16;
                using var stream = entry.Open();
                stream.Write(content);
            }
        }
        return buffer.ToArray();
    }

    public static byte[] Bootstrap(string script, int mode = 0x1ED) => Of(("bootstrap", Encoding.UTF8.GetBytes(script), mode));
}
