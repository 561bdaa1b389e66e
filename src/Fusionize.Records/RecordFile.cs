using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Fusionize.Setups.Files;

namespace Fusionize.Records;

/// <summary>Invocation records as lines of JSON; compressed where the name ends in <c>.gz</c>.</summary>
public static class RecordFile
{
    private const int MaxLine = 4 * 1024 * 1024;

    /// <summary>Writes the file whole or not at all.</summary>
    public static Task WriteAsync(string path, IEnumerable<InvocationRecord> records, CancellationToken cancellation) =>
        WholeFile.WriteAsync(path, file => WriteAsync(file, records, IsCompressed(path), cancellation));

    public static async Task WriteAsync(Stream target, IEnumerable<InvocationRecord> records, bool compressed, CancellationToken cancellation)
    {
        await using var stream = compressed ? new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true) : null;
        var sink = stream ?? target;
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using var json = new Utf8JsonWriter(buffer, RecordJson.WriterOptions);
        foreach (var record in records)
        {
            RecordJson.Write(json, record);
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount < 60 * 1024)
                continue;
            await sink.WriteAsync(buffer.WrittenMemory, cancellation);
            buffer.ResetWrittenCount();
        }
        await sink.WriteAsync(buffer.WrittenMemory, cancellation);
    }

    /// <exception cref="InvalidDataException">The file is torn or holds something else.</exception>
    public static async IAsyncEnumerable<InvocationRecord> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, useAsync: true);
        await foreach (var record in ReadAsync(file, IsCompressed(path), path, cancellation))
            yield return record;
    }

    /// <param name="name">For messages.</param>
    public static async IAsyncEnumerable<InvocationRecord> ReadAsync(
        Stream source,
        bool compressed,
        string name,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await using var stream = compressed ? new GZipStream(source, CompressionMode.Decompress, leaveOpen: true) : null;
        var reader = PipeReader.Create(stream ?? source, new(bufferSize: 64 * 1024, leaveOpen: true));
        var json = new RecordJson();
        var number = 0L;
        while (true)
        {
            var result = await reader.ReadAsync(cancellation);
            var buffer = result.Buffer;
            while (TryReadLine(ref buffer, result.IsCompleted, out var line))
            {
                number++;
                if (!line.IsEmpty)
                    yield return Parse(json, line) ?? throw new InvalidDataException($"{name}({number}): not an invocation record.");
            }
            if (result.IsCompleted)
                break;
            if (buffer.Length > MaxLine)
                throw new InvalidDataException($"{name}({number + 1}): the line is longer than {MaxLine} bytes.");
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
        await reader.CompleteAsync();
    }

    internal static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }
        line = buffer;
        if (!isLast || buffer.IsEmpty)
            return false;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static InvocationRecord? Parse(RecordJson json, in ReadOnlySequence<byte> line)
    {
        if (line.IsSingleSegment)
            return json.TryRead(line.FirstSpan, "");
        var bytes = ArrayPool<byte>.Shared.Rent((int)line.Length);
        line.CopyTo(bytes);
        var record = json.TryRead(bytes.AsSpan(0, (int)line.Length), "");
        ArrayPool<byte>.Shared.Return(bytes);
        return record;
    }
}
