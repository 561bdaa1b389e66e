using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fusionize.Aws;
using Fusionize.Records;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Records;

/// <summary>Logs as CloudWatch Logs delivers them give the same records as those that are asked for.</summary>
[Collection(MotoServer.Collection)]
public sealed class LogObjectTests(MotoServer moto) : IDisposable
{
    private const string LogGroup = "/aws/lambda/iot-AnalyzeSensor";
    private static readonly LogQuery Query = new([LogGroup], DateTimeOffset.UnixEpoch);
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-objects-").FullName;
    private readonly SyntheticLog _log = new(400, 5, 11);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0, "")]
    [InlineData(0, "\n")]
    [InlineData(1, "")]
    [InlineData(2, "\n")]
    public async Task What_a_subscription_filter_sends(int compressed, string between)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Join(between, Documents()));
        for (; compressed > 0; compressed--)
            bytes = Compressed(bytes);
        Directory.CreateDirectory(Path.Combine(_folder, "2026/11/20/12"));
        File.WriteAllBytes(Path.Combine(_folder, "2026/11/20/12/delivery"), bytes);
        ExtractorTests.AssertSame(ExtractorTests.Extract(_log.Lines), await ExtractAsync(Query));
    }

    [Fact]
    public async Task Documents_that_were_compressed_one_by_one_make_one_file()
    {
        File.WriteAllBytes(Path.Combine(_folder, "delivery.gz"), [.. Documents().SelectMany(d => Compressed(Encoding.UTF8.GetBytes(d)))]);
        ExtractorTests.AssertSame(ExtractorTests.Extract(_log.Lines), await ExtractAsync(Query));
    }

    [Fact]
    public async Task What_an_export_task_writes()
    {
        foreach (var stream in _log.Lines.GroupBy(l => l.Stream))
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, "task", stream.Key.Replace('/', '-'))).FullName;
            File.WriteAllBytes(
                Path.Combine(folder, "000000.gz"),
                Compressed(
                    Encoding.UTF8.GetBytes(string.Concat(stream.Select(l => $"{l.Timestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {l.Message.TrimEnd('\n')}\n")))
                )
            );
        }
        File.WriteAllText(Path.Combine(_folder, "aws-logs-write-test"), "Permission Check Successful");
        var expected = ExtractorTests.Extract(_log.Lines.Select(l => l with { Stream = l.Stream.Replace('/', '-') }));
        ExtractorTests.AssertSame(expected, await ExtractAsync(Query));
        // Which group it is, the file doesn't say.
        await Assert.ThrowsAsync<IOException>(() => ExtractAsync(Query with { LogGroups = [LogGroup, "other"] }));
    }

    /// <summary>Programs that copy texts add them.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_byte_order_mark_and_other_line_ends_change_nothing(bool isExport)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "stream")).FullName;
        var stream = _log.Lines[0].Stream;
        var lines = _log.Lines.Where(l => l.Stream == stream).ToArray();
        await File.WriteAllTextAsync(
            Path.Combine(folder, "000000"),
            isExport
                ? string.Concat(lines.Select(l => $"{l.Timestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {l.Message.TrimEnd('\n')}\r\n"))
                : string.Join("\r\n", Documents()),
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)
        );
        ExtractorTests.AssertSame(
            ExtractorTests.Extract(isExport ? lines.Select(l => l with { Stream = "stream" }) : _log.Lines),
            await ExtractAsync(Query)
        );
    }

    [Theory]
    [InlineData("no log\nat all\n", 2)]
    [InlineData("\n\nPK\u0003\u0004", 1)]
    [InlineData("lost beginning\n2026-11-20T12:00:00.000Z one\nits second line\n", 1)]
    public void Lines_that_belong_to_no_event_are_counted(string text, int unreadable)
    {
        using var part = new LogObject("f", new MemoryStream(Encoding.UTF8.GetBytes(text)), Query);
        while (part.Read(new Extractor().Add)) { }
        Assert.Equal(unreadable, part.Unreadable);
    }

    [Fact]
    public async Task Only_the_groups_and_times_that_are_asked_for()
    {
        File.WriteAllText(Path.Combine(_folder, "delivery"), string.Concat(Documents()));
        Assert.Empty(await ExtractAsync(Query with { LogGroups = ["/aws/lambda/other"] }));
        var half = _log.Lines[_log.Lines.Count / 2].Timestamp;
        ExtractorTests.AssertSame(ExtractorTests.Extract(_log.Lines.Where(l => l.Timestamp <= half)), await ExtractAsync(Query with { To = half }));
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "delivery"), DateTime.UtcNow.AddDays(-1));
        Assert.Empty(await ExtractAsync(Query with { From = DateTimeOffset.UtcNow.AddHours(-1) }));
    }

    [Fact]
    public async Task A_torn_file_is_named_and_stands_in_no_ones_way()
    {
        var file = Path.Combine(_folder, "delivery.gz");
        var whole = Compressed(Encoding.UTF8.GetBytes(string.Concat(Documents())));
        File.WriteAllBytes(file, whole[..(whole.Length / 2)]);
        Assert.Contains("delivery.gz", await ProblemAsync());
        File.WriteAllText(file, Documents().First()[..^20]);
        Assert.Contains("delivery.gz", await ProblemAsync());
        // The others are read all the same.
        File.WriteAllText(Path.Combine(_folder, "whole"), string.Concat(Documents()));
        ExtractorTests.AssertSame(ExtractorTests.Extract(_log.Lines), await ExtractAsync(Query));

        async Task<string?> ProblemAsync()
        {
            using var source = LogObjectSource.Open(_folder, new());
            var extractor = new Extractor();
            await extractor.ExtractAsync(source, Query).ToListAsync();
            Assert.Equal(1, extractor.Counts.UnreadableParts);
            return extractor.Counts.FirstUnreadablePart;
        }
    }

    [FactIfTool("moto_server")]
    public async Task Objects_of_a_bucket_page_by_page()
    {
        using var s3 = moto.S3();
        var bucket = "logs-" + Guid.NewGuid().ToString("n")[..12];
        await s3.PutBucketAsync(new Amazon.S3.Model.PutBucketRequest { BucketName = bucket });
        var number = 0;
        foreach (var document in Documents())
            await s3.PutObjectAsync(
                new()
                {
                    BucketName = bucket,
                    Key = $"fusionize/2026/{number++:d3}",
                    InputStream = new MemoryStream(Compressed(Encoding.UTF8.GetBytes(document))),
                }
            );
        await s3.PutObjectAsync(
            new()
            {
                BucketName = bucket,
                Key = "other/x",
                ContentBody = "no log",
            }
        );
        using var source = LogObjectSource.Open($"s3://{bucket}/fusionize/", new() { Endpoint = moto.Endpoint });
        ExtractorTests.AssertSame(ExtractorTests.Extract(_log.Lines), await new Extractor().ExtractAsync(source, Query).ToListAsync());
    }

    [Theory]
    [InlineData("""{"time":"2026-11-20T12:00:00.000Z","type":"function","record":LINE}""", true)]
    [InlineData("""{"timestamp":"2026-11-20T12:00:00.000Z","level":"INFO","message":LINE,"requestId":"x"}""", true)]
    [InlineData("""{"level":"INFO","record":LINE}""", false)]
    [InlineData("""{"level":"INFO","message": LINE }""", false)]
    public void With_the_JSON_log_format_a_trace_line_comes_wrapped(string wrapper, bool asText)
    {
        var wrapped = _log
            .Lines.Select(l =>
                l.Message.StartsWith("{\"fusionize\"", StringComparison.Ordinal)
                    ? l with
                    {
                        Message = wrapper.Replace("LINE", asText ? JsonSerializer.Serialize(l.Message + "\n") : l.Message),
                    }
                    : l
            )
            .ToList();
        ExtractorTests.AssertSame(ExtractorTests.Extract(_log.Lines), ExtractorTests.Extract(wrapped));
        var torn = new Extractor();
        foreach (var line in wrapped)
            torn.Add(line with { Message = line.Message[..(line.Message.Length / 2)] });
        torn.Complete();
        Assert.False(torn.TryTake(out _));
    }

    [Fact]
    public void Instances_whose_clocks_are_hours_apart_do_not_disturb_each_other()
    {
        var skewed = _log
            .Lines.Select(l =>
                l with
                {
                    Timestamp = l.Timestamp.AddHours(Skew(l)),
                    Message = Regex.Replace(l.Message, "\"start\":([0-9]+)", m =>
                        $"\"start\":{long.Parse(m.Groups[1].Value) + Skew(l) * 3_600_000L}"
                    ),
                }
            )
            .ToList();
        Assert.Equal(
            ExtractorTests.Extract(_log.Lines).OrderBy(r => r.SpanId),
            ExtractorTests.Extract(skewed).Select(r => r with { StartMs = r.StartMs - (r.Instance[^1] - '0') * 3_600_000L }).OrderBy(r => r.SpanId)
        );

        static int Skew(LogEvent line) => line.Stream[^1] - '0';
    }

    private IEnumerable<string> Documents()
    {
        yield return """{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"","subscriptionFilters":[],"logEvents":[{"id":"","timestamp":1,"message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}""";
        foreach (var (part, i) in _log.Lines.Chunk(90).SelectMany(c => c.GroupBy(l => l.Stream)).Select((g, i) => (g, i)))
        {
            var events = JsonSerializer.Serialize(
                part.Select(
                    (l, n) =>
                        new
                        {
                            id = $"{i}-{n}",
                            timestamp = l.Timestamp.ToUnixTimeMilliseconds(),
                            message = l.Message + "\n",
                        }
                )
            );
            var place = $""" "logGroup":"{LogGroup}","logStream":"{part.Key}" """.Trim();
            // Members have no order.
            yield return i % 2 == 0
                ? $$"""{"messageType":"DATA_MESSAGE","owner":"123456789012",{{place}},"subscriptionFilters":["f"],"logEvents":{{events}}}"""
                : $$"""{"logEvents":{{events}},{{place}},"messageType":"DATA_MESSAGE"}""";
        }
    }

    private async Task<List<InvocationRecord>> ExtractAsync(LogQuery query)
    {
        using var source = LogObjectSource.Open(_folder, new());
        return await new Extractor().ExtractAsync(source, query).ToListAsync();
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return target.ToArray();
    }
}
