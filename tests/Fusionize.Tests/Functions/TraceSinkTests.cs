using System.Buffers.Binary;
using System.Text;
using Fusionize.Hosting;
using Fusionize.Json;

namespace Fusionize.Tests.Functions;

public class TraceSinkTests
{
    [Fact]
    public void A_line_has_a_line_of_its_own_behind_what_a_task_has_not_ended()
    {
        using var output = new MemoryStream();
        output.Write("no line end"u8);
        Write(TraceSink.Plain(output), "{}");
        Assert.Equal(["no line end", "{}", ""], Encoding.UTF8.GetString(output.ToArray()).Split('\n'));
    }

    [Fact]
    public void Where_the_platform_frames_events_a_line_is_one()
    {
        using var output = new MemoryStream();
        Write(TraceSink.Framed(output), "{\"a\":1}");
        Write(TraceSink.Framed(output), "{}");
        var bytes = output.ToArray();
        Assert.Equal(2 * 16 + 7 + 2, bytes.Length);
        Assert.Equal(0xA55A0003, BinaryPrimitives.ReadUInt32BigEndian(bytes));
        Assert.Equal(7, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4)));
        var time = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(8)) / 1000);
        Assert.InRange(DateTimeOffset.UtcNow - time, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(bytes, 16, 7));
        Assert.Equal("{}", Encoding.UTF8.GetString(bytes[^2..]));
    }

    private static void Write(TraceSink sink, string text)
    {
        var line = new ByteBuffer(16);
        sink.Begin(line);
        line.Write(Encoding.UTF8.GetBytes(text));
        sink.End(line);
    }
}
