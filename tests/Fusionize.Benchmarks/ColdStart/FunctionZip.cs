using System.IO.Compression;

namespace Fusionize.Benchmarks.ColdStart;

/// <summary>A deployment package with what the platform has to know to run it.</summary>
internal sealed record FunctionZip(string Name, byte[] Bytes, string Runtime, string Handler)
{
    /// <summary>Bytes in the zip of files that meet a condition.</summary>
    public long CompressedBytes(Func<string, bool> isCounted)
    {
        using var zip = new ZipArchive(new MemoryStream(Bytes));
        return zip.Entries.Where(e => isCounted(e.FullName)).Sum(e => e.CompressedLength);
    }
}
