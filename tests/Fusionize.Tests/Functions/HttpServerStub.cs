using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fusionize.Tests.Functions;

internal sealed record StubRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

internal sealed record StubResponse(
    int Status,
    string Body = "",
    IReadOnlyDictionary<string, string>? Headers = null,
    bool Chunked = false,
    bool Close = false
)
{
    /// <summary>Ends the connection without an answer.</summary>
    public static readonly StubResponse Hangup = new(0);
}

/// <summary>A real HTTP/1.1 server on a free port, with answers made by the test.</summary>
internal sealed class HttpServerStub : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<StubRequest, Task<StubResponse>> _answer;
    private readonly ConcurrentBag<TcpClient> _connections = [];
    private readonly CancellationTokenSource _stop = new();

    public HttpServerStub(Func<StubRequest, Task<StubResponse>> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public HttpServerStub(Func<StubRequest, StubResponse> answer)
        : this(request => Task.FromResult(answer(request))) { }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string HostAndPort => $"127.0.0.1:{Port}";

    public Uri Address => new($"http://127.0.0.1:{Port}");

    public int ConnectionCount => _connections.Count;

    public void DropConnections()
    {
        foreach (var connection in _connections)
            connection.Dispose();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        foreach (var connection in _connections)
            connection.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                client.NoDelay = true;
                _connections.Add(client);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException) { }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            while (await ReadAsync(stream) is { } request)
            {
                var response = await _answer(request);
                if (response.Status == 0)
                    break;
                await WriteAsync(stream, response);
                if (response.Close)
                    break;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException) { }
        finally
        {
            client.Dispose();
        }
    }

    private static async Task<StubRequest?> ReadAsync(NetworkStream stream)
    {
        var head = new MemoryStream();
        var one = new byte[1];
        while (!EndsHead(head))
        {
            if (await stream.ReadAsync(one) == 0)
                return null;
            head.WriteByte(one[0]);
        }
        var lines = Encoding.ASCII.GetString(head.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var first = lines[0].Split(' ');
        var headers = lines[1..].Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length) : 0];
        await stream.ReadExactlyAsync(body);
        return new StubRequest(first[0], first[1], headers, body);
    }

    private static bool EndsHead(MemoryStream head) =>
        head.Length >= 4 && head.GetBuffer().AsSpan((int)head.Length - 4, 4).SequenceEqual("\r\n\r\n"u8);

    private static async Task WriteAsync(NetworkStream stream, StubResponse response)
    {
        var body = Encoding.UTF8.GetBytes(response.Body);
        var text = new StringBuilder($"HTTP/1.1 {response.Status} Stub\r\n");
        foreach (var (name, value) in response.Headers ?? new Dictionary<string, string>())
            text.Append($"{name}: {value}\r\n");
        if (response.Close)
            text.Append("Connection: close\r\n");
        text.Append(response.Chunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {body.Length}\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text.ToString()));
        if (!response.Chunked)
        {
            await stream.WriteAsync(body);
            return;
        }
        for (var i = 0; i < body.Length; i += 7)
        {
            var size = Math.Min(7, body.Length - i);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{size:x}\r\n"));
            await stream.WriteAsync(body.AsMemory(i, size));
            await stream.WriteAsync("\r\n"u8.ToArray());
        }
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
    }
}
