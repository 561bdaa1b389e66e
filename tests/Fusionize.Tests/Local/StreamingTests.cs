using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Fusionize.Tests.Local;

/// <summary>InvokeWithResponseStream: frames of an event stream.</summary>
public class StreamingTests
{
    [Fact]
    public async Task Parts_of_an_answer_come_in_frames()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var frames = await StreamAsync(platform, """{"do":"stream","parts":["one ","two ä"]}""");
        var whole = await StreamAsync(platform, """{"do":"log","text":""}""");

        Assert.Equal("one two ä", string.Concat(frames[..^1].Select(f => f.Payload)));
        Assert.All(frames[..^1], f => Assert.Equal("PayloadChunk", f.Type));
        Assert.Equal(("InvokeComplete", "{}"), (frames[^1].Type, frames[^1].Payload));
        Assert.Equal([("PayloadChunk", "null"), ("InvokeComplete", "{}")], whole);
        await platform.IdleAsync();
        Assert.Equal(
            (2, 1, 0),
            (platform.Platform.GetStatus().Invocations, platform.Platform.GetStatus().ColdStarts, platform.Platform.GetStatus().Errors)
        );
    }

    [Fact]
    public async Task The_last_frame_tells_of_an_error()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe", timeout: 5);

        var trailer = await StreamAsync(platform, """{"do":"stream","parts":["one"],"error":"Probe.Late"}""");
        var crash = await StreamAsync(platform, """{"do":"stream","parts":["one","!"]}""");
        var failed = await StreamAsync(platform, """{"do":"fail"}""");

        Assert.Equal(["PayloadChunk", "InvokeComplete"], trailer.Select(f => f.Type));
        Assert.Equal("Unhandled", (string)JsonNode.Parse(trailer[^1].Payload)!["ErrorCode"]!);
        Assert.Contains("Probe.Late", (string)JsonNode.Parse(trailer[^1].Payload)!["ErrorDetails"]!);
        Assert.Contains("Runtime.ExitError", (string)JsonNode.Parse(crash[^1].Payload)!["ErrorDetails"]!);
        Assert.Equal(["InvokeComplete"], failed.Select(f => f.Type));
        Assert.Contains("Probe.Failed", (string)JsonNode.Parse(failed[^1].Payload)!["ErrorDetails"]!);
    }

    [Fact]
    public async Task A_function_that_streams_answers_a_plain_invoke_too()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var answer = await platform.Client.InvokeAsync("probe", """{"do":"stream","parts":["\"one ","two\""]}""");
        var failed = await platform.Client.InvokeAsync("probe", """{"do":"stream","parts":["1"],"error":"Probe.Late"}""");

        Assert.Equal(("\"one two\"", null), (answer.Body, answer.FunctionError));
        Assert.Equal("Unhandled", failed.FunctionError);
    }

    private static async Task<(string Type, string Payload)[]> StreamAsync(TestPlatform platform, string payload)
    {
        using var http = new HttpClient { BaseAddress = platform.Platform.Endpoint };
        using var answer = await http.PostAsync("/2021-11-15/functions/probe/response-streaming-invocations", new StringContent(payload));
        Assert.Equal("application/vnd.amazon.eventstream", answer.Content.Headers.ContentType!.MediaType);
        return [.. Frames(await answer.Content.ReadAsByteArrayAsync())];
    }

    private static IEnumerable<(string Type, string Payload)> Frames(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var (length, headers) = (
                (int)BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)),
                (int)BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at + 4))
            );
            var values = new Dictionary<string, string>();
            for (var h = at + 12; h < at + 12 + headers;)
            {
                var name = Encoding.ASCII.GetString(bytes, h + 1, bytes[h]);
                h += 1 + name.Length;
                Assert.Equal(7, bytes[h]);
                var size = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(h + 1));
                values[name] = Encoding.ASCII.GetString(bytes, h + 3, size);
                h += 3 + size;
            }
            Assert.Equal("event", values[":message-type"]);
            yield return (values[":event-type"], Encoding.UTF8.GetString(bytes, at + 12 + headers, length - headers - 16));
            at += length;
        }
    }
}
