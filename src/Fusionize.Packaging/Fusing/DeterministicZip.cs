using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Fusionize.Packaging.Fusing;

/// <summary>
/// Writes zips whose bytes depend only on names, modes and contents: sorted entries, a fixed time, "made by Unix" on every system.
/// (System.IO.Compression's own writer records the system that it runs on.)
/// </summary>
internal static class DeterministicZip
{
    private const ushort Version = 20;
    private const ushort MadeByUnix = 3 << 8 | Version;
    private const ushort Utf8Names = 1 << 11;
    private const ushort Deflated = 8;

    // 1980-01-01 00:00, the earliest time in this format.
    private const uint Time = 1 << 21 | 1 << 16;

    public static byte[] Write(IEnumerable<ZipContent> contents)
    {
        var zip = new MemoryStream();
        var directory = new MemoryStream();
        var count = 0;
        foreach (var content in contents.OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            var offset = (uint)zip.Position;
            var name = Encoding.UTF8.GetBytes(content.Name);
            var deflated = Deflate(content.Bytes);
            var common = Common(content.Bytes, deflated.Length, name.Length);

            Write(zip, 0x04034b50u);
            zip.Write(common);
            zip.Write(name);
            zip.Write(deflated);

            Write(directory, 0x02014b50u);
            Write(directory, MadeByUnix);
            directory.Write(common);
            Write(directory, (ushort)0); // comment
            Write(directory, (ushort)0); // disk
            Write(directory, (ushort)0); // internal attributes
            Write(directory, (uint)(0x8000 | (content.IsExecutable ? 0x1ED : 0x1A4)) << 16); // a file, 0755 or 0644
            Write(directory, offset);
            directory.Write(name);
            count++;
        }
        var start = (uint)zip.Position;
        directory.WriteTo(zip);
        Write(zip, 0x06054b50u);
        Write(zip, 0u); // disks
        Write(zip, (ushort)count);
        Write(zip, (ushort)count);
        Write(zip, (uint)directory.Length);
        Write(zip, start);
        Write(zip, (ushort)0); // comment
        return zip.ToArray();
    }

    /// <summary>The common fields of the local header and the directory.</summary>
    private static byte[] Common(ReadOnlySpan<byte> bytes, int deflatedLength, int nameLength)
    {
        var header = new byte[26];
        var span = header.AsSpan();
        BinaryPrimitives.WriteUInt16LittleEndian(span, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(span[2..], Utf8Names);
        BinaryPrimitives.WriteUInt16LittleEndian(span[4..], Deflated);
        BinaryPrimitives.WriteUInt32LittleEndian(span[6..], Time);
        BinaryPrimitives.WriteUInt32LittleEndian(span[10..], Crc32(bytes));
        BinaryPrimitives.WriteUInt32LittleEndian(span[14..], (uint)deflatedLength);
        BinaryPrimitives.WriteUInt32LittleEndian(span[18..], (uint)bytes.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(span[22..], (ushort)nameLength);
        return header;
    }

    private static byte[] Deflate(byte[] bytes)
    {
        var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(bytes);
        // .NET writes an empty deflate stream without any bytes, which zip readers reject. These two bytes are an empty final block.
        return output.Length == 0 ? [3, 0] : output.ToArray();
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static readonly uint[] CrcTable =
    [
        .. Enumerable
            .Range(0, 256)
            .Select(i =>
            {
                var value = (uint)i;
                for (var bit = 0; bit < 8; bit++)
                    value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
                return value;
            }),
    ];

    private static void Write(Stream stream, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    private static void Write(Stream stream, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }
}

/// <summary>One file of a zip.</summary>
internal sealed record ZipContent(string Name, byte[] Bytes, bool IsExecutable = false);
