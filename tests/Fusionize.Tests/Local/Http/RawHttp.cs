using System.Net.Sockets;
using System.Text;

namespace Fusionize.Tests.Local.Http;

/// <summary>HTTP without a client's opinions: what is sent is what a test says, byte by byte.</summary>
internal static class RawHttp
{
    public sealed record Answer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
    {
        public string Text => Encoding.UTF8.GetString(Body);

        public string[] Values(string name) => [.. Headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value)];

        public string? Value(string name) => Values(name).SingleOrDefault();
    }

    /// <param name="headers">Lines without their ends; Host and Connection are added.</param>
    public static Task<Answer> SendAsync(Uri endpoint, string method, string target, IEnumerable<string> headers, byte[]? body = null)
    {
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: {endpoint.Authority}\r\nConnection: close\r\n");
        foreach (var header in headers)
            head.Append(header).Append("\r\n");
        if (body is not null)
            head.Append($"Content-Length: {body.Length}\r\n");
        return SendAsync(endpoint, [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. body ?? []]);
    }

    public static async Task<Answer> SendAsync(Uri endpoint, byte[] request)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint.Host, endpoint.Port);
        await socket.SendAsync(request);
        using var received = new MemoryStream();
        await using (var stream = new NetworkStream(socket))
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await stream.CopyToAsync(received, limit.Token);
        }
        return Parse(received.ToArray());
    }

    private static Answer Parse(byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        Assert.True(end > 0, $"no answer: '{Encoding.UTF8.GetString(bytes)}'");
        var lines = Encoding.UTF8.GetString(bytes, 0, end).Split("\r\n");
        var headers = lines[1..].Select(l => KeyValuePair.Create(l[..l.IndexOf(':')], l[(l.IndexOf(':') + 1)..].Trim())).ToArray();
        var body = bytes[(end + 4)..];
        if (headers.Any(h => h.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)))
            body = Unchunk(body);
        return new(int.Parse(lines[0].Split(' ')[1]), headers, body);
    }

    private static byte[] Unchunk(byte[] body)
    {
        var whole = new List<byte>();
        var rest = body.AsSpan();
        while (rest.IndexOf("\r\n"u8) is > 0 and var end && Convert.ToInt32(Encoding.ASCII.GetString(rest[..end]), 16) is > 0 and var length)
        {
            whole.AddRange(rest.Slice(end + 2, length));
            rest = rest[(end + 4 + length)..];
        }
        return [.. whole];
    }
}
