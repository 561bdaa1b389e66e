using System.Globalization;
using System.IO.Compression;
using System.Text;
using Fusionize.Records;

namespace Fusionize.Benchmarks.Feedback;

/// <summary>
/// A stretch of a function's log, as Lambda writes it. A long log is this one again and again; only request ids and times differ, which are written
/// into the lines before they are read: a file of ten million invocations would measure the disk.
/// </summary>
internal sealed class LogBlock
{
    private const string Group = "/aws/lambda/iot-AnalyzeSensor";
    private const string StartName = "\"start\":";
    private const int Streams = 100;

    private readonly List<Line> _lines = [];
    private readonly byte[] _digits = new byte[8];
    private readonly long _duration;

    private sealed record Line(string Stream, long Time, byte[] Message, int IdAt, int StartAt, long Start);

    public LogBlock()
    {
        var random = new Random(1);
        var streams = Enumerable.Range(0, Streams).Select(i => $"2026/11/21/[1]{i:x32}").ToArray();
        var bytes = new byte[16];
        var begin = 1_763_680_000_000L;
        // An instance serves one request after the other.
        var free = new long[Streams];
        for (var i = 0; i < Invocations; i++)
        {
            begin += random.Next(1, 20);
            random.NextBytes(bytes);
            var id = new Guid(bytes).ToString();
            var ms = random.Next(100, 20_000) / 100.0;
            var instance = random.Next(Streams);
            var stream = streams[instance];
            var time = Math.Max(begin, free[instance]);
            free[instance] = time + (long)ms + 2;
            Add(stream, time, time, $"START RequestId: {id} Version: 1", id);
            Add(
                stream,
                time,
                time + (long)ms,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"fusionize":1,"app":"iot","setup":"0123456789abcdef","group":"AnalyzeSensor","requestId":"{{id}}","trace":"{{Guid.NewGuid():N}}","span":"{{i + 1:x15}}0","task":"AnalyzeSensor","root":true,"start":{{time}}.4,"ms":{{ms}},"cpuMs":1.51,"memMB":128,"calls":[{"from":"AnalyzeSensor","to":"CheckSensor","at":0.4,"ms":{{ms / 2}},"in":120,"out":80},{"from":"AnalyzeSensor","to":"StoreEvent","kind":"async","where":"remote","at":3.1,"ms":9.7,"in":120,"out":0}],"error":null}"""
                ),
                id
            );
            Add(stream, time, time + (long)ms + 1, $"END RequestId: {id}", id);
            Add(
                stream,
                time,
                time + (long)ms + 1,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"REPORT RequestId: {id}\tDuration: {ms + 0.5:0.00} ms\tBilled Duration: {Math.Ceiling(ms + 0.5)} ms\tMemory Size: 128 MB\tMax "
                        + $"Memory Used: 40 MB\t"
                ),
                id
            );
        }
        _duration = free.Max() - 1_763_680_000_000L + 1000;
        BytesPerInvocation = _lines.Sum(l => l.Message.Length + 1) / Invocations;
    }

    public int Invocations => 10_000;

    public int BytesPerInvocation { get; }

    /// <summary>The lines as one gzip object, as a log export holds them.</summary>
    public byte[] Compress()
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal))
        {
            foreach (var line in _lines)
            {
                gzip.Write(line.Message);
                gzip.WriteByte((byte)'\n');
            }
        }
        return bytes.ToArray();
    }

    public void Feed(Extractor extractor, int cycle, int invocations, ref long records)
    {
        Begin(cycle);
        for (var i = 0; i < invocations * 4; i++)
            Feed(extractor, cycle, _lines[i], _lines[i].Message, ref records);
    }

    public void Feed(Extractor extractor, int cycle, int invocations, Stream stream, ref long records)
    {
        Begin(cycle);
        using (stream)
        {
            // As long as the one that delivered logs are read with.
            var buffer = new byte[256 * 1024];
            var (start, end, next) = (0, 0, 0);
            while (next < invocations * 4)
            {
                var newline = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
                if (newline >= 0)
                {
                    Feed(extractor, cycle, _lines[next++], buffer.AsSpan(start, newline), ref records);
                    start += newline + 1;
                    continue;
                }
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
                var read = stream.Read(buffer, end, buffer.Length - end);
                if (read == 0)
                    throw new EndOfStreamException();
                end += read;
            }
        }
    }

    private void Begin(int cycle) => cycle.TryFormat(_digits, out _, "x8", CultureInfo.InvariantCulture);

    private void Feed(Extractor extractor, int cycle, Line line, Span<byte> message, ref long records)
    {
        // The same digits in all lines of an invocation, others in each cycle.
        _digits.CopyTo(message[line.IdAt..]);
        if (line.StartAt > 0)
            (line.Start + cycle * _duration).TryFormat(message[line.StartAt..], out _, default, CultureInfo.InvariantCulture);
        extractor.Add(Group, line.Stream, line.Time + cycle * _duration, message);
        while (extractor.TryTake(out _))
            records++;
    }

    private void Add(string stream, long start, long time, string message, string id) =>
        _lines.Add(
            new(
                stream,
                time,
                Encoding.UTF8.GetBytes(message),
                message.IndexOf(id, StringComparison.Ordinal),
                message.IndexOf(StartName, StringComparison.Ordinal) is > 0 and var at ? at + StartName.Length : 0,
                start
            )
        );
}
