using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Fusionize.Records;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Tests.Records;

/// <summary>Whatever is in a line, a delivered file or a stored record: it is counted, and never ends the reading.</summary>
/// <remarks><c>FUSIONIZE_FUZZ=1000000</c> makes a long run of it.</remarks>
public class FuzzTests(ITestOutputHelper output)
{
    private static readonly int s_count = int.Parse(Environment.GetEnvironmentVariable("FUSIONIZE_FUZZ") ?? "20000", CultureInfo.InvariantCulture);

    private static readonly string[] s_values =
    [
        "null", "1e16", "-1e9", "1e999", "9223372036854775808", "128.0", "-0", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "true",
        "250000000000000", "0.1", "\"\"", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]",
    ];

    private readonly Random _random = new((int)TestSeed.WrittenTo(output));

    [Fact]
    public void Lines()
    {
        var seeds = new SyntheticLog(20, 3, 1)
            .Lines.Concat(new SyntheticLog(20, 3, 2).InJson().Lines)
            .Select(l => (l, Encoding.UTF8.GetBytes(l.Message)));
        var wrapped = seeds.Select(s => (s.l, Encoding.UTF8.GetBytes("{\"message\":" + JsonSerializer.Serialize(s.l.Message) + "}")));
        var all = seeds.Concat(wrapped).ToArray();
        var extractor = new Extractor(new() { MaxTracked = 5000, MaxPending = 500 });
        var records = new List<InvocationRecord>();
        for (var i = 0; i < s_count; i++)
        {
            var (line, message) = all[_random.Next(all.Length)];
            extractor.Add(line.LogGroup, line.Stream, line.Timestamp.ToUnixTimeMilliseconds(), Changed(message));
            Assert.Equal(i + 1, extractor.Counts.Lines);
            while (extractor.TryTake(out var record))
                records.Add(record);
            if (i % 1000 == 0)
                JsonSerializer.Deserialize<ExtractorCheckpoint>(JsonSerializer.Serialize(extractor.Checkpoint()));
        }
        extractor.Complete();
        while (extractor.TryTake(out var record))
            records.Add(record);
        Assert.True(extractor.Counts.Malformed > s_count / 20, $"{extractor.Counts.Malformed}");
        Assert.All(
            records,
            r => Assert.True(r is { BilledMs: >= 0 and <= 930_000, MemoryMB: >= 0 and <= 10_240, InitMs: >= 0, StartMs: < 1.8e12 })
        );
        output.WriteLine($"{s_count} lines: {extractor.Counts.Malformed} unreadable, {extractor.Counts.Forged} forged, {records.Count} records");
    }

    [Fact]
    public void Delivered_files()
    {
        var log = new SyntheticLog(6, 1, 1);
        var document = Encoding.UTF8.GetBytes(
            JsonSerializer.Serialize(
                new
                {
                    messageType = "DATA_MESSAGE",
                    logGroup = log.Lines[0].LogGroup,
                    logStream = log.Lines[0].Stream,
                    logEvents = log.Lines.Select(l => new { id = "1", timestamp = l.Timestamp.ToUnixTimeMilliseconds(), message = l.Message }),
                }
            )
        );
        var export = Encoding.UTF8.GetBytes(string.Concat(log.Lines.Select(l => $"{l.Timestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {l.Message}\n")));
        var (torn, unreadable, lines) = (0, 0L, 0);
        for (var i = 0; i < s_count / 10; i++)
        {
            var content = Changed(_random.Next(3) == 0 ? export : document);
            if (_random.Next(3) == 0)
                content = Changed(Compressed(content));
            using var part = new LogObject("f", new MemoryStream(content), new([log.Lines[0].LogGroup], DateTimeOffset.UnixEpoch));
            var extractor = new Extractor();
            try
            {
                while (part.Read(extractor.Add)) { }
            }
            catch (InvalidDataException)
            {
                torn++;
            }
            extractor.Complete();
            (unreadable, lines) = (unreadable + part.Unreadable, lines + (int)extractor.Counts.Lines);
        }
        Assert.True(torn > 0 && unreadable > 0 && lines > 0, $"{torn} {unreadable} {lines}");
        output.WriteLine($"{s_count / 10} files: {torn} torn, {unreadable} unreadable events, {lines} lines");
    }

    [Fact]
    public void Stored_records()
    {
        var records = ExtractorTests.Extract(new SyntheticLog(20, 3, 1).Lines).Select(Written).ToArray();
        var (json, unreadable) = (new RecordJson(), 0);
        for (var i = 0; i < s_count; i++)
            unreadable += json.TryRead(Changed(records[_random.Next(records.Length)]), "f") is null ? 1 : 0;
        Assert.InRange(unreadable, s_count / 10, s_count);
        output.WriteLine($"{s_count} records: {unreadable} unreadable");

        static byte[] Written(InvocationRecord record)
        {
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, RecordJson.WriterOptions))
                RecordJson.Write(writer, record);
            return buffer.ToArray();
        }
    }

    private byte[] Changed(byte[] text)
    {
        var bytes = text.ToList();
        for (var changes = _random.Next(4); changes > 0; changes--)
        {
            var at = _random.Next(bytes.Count + 1);
            switch (_random.Next(8))
            {
                case 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 1:
                    bytes.InsertRange(at, "\0\u001b[31m\u202e"u8.ToArray());
                    break;
                case 2 when at < bytes.Count:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.Slice(0, _random.Next(bytes.Count + 1)).ToArray());
                    break;
                case 4 when at < bytes.Count:
                    bytes.RemoveRange(at, Math.Min(_random.Next(20), bytes.Count - at));
                    break;
                case 5 when _random.Next(100) == 0:
                    bytes.InsertRange(at, new byte[1 << 20]);
                    break;
                default:
                    // Another value for a member.
                    var colon = bytes.IndexOf((byte)':', Math.Min(at, Math.Max(0, bytes.Count - 1)));
                    if (colon < 0)
                        break;
                    var end = bytes.FindIndex(colon, b => b is (byte)',' or (byte)'}' or (byte)'\t');
                    if (end > colon)
                        bytes.RemoveRange(colon + 1, end - colon - 1);
                    bytes.InsertRange(colon + 1, Encoding.UTF8.GetBytes(s_values[_random.Next(s_values.Length)]));
                    break;
            }
        }
        return [.. bytes];
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return target.ToArray();
    }
}
