using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Fusionize.Http;
using Fusionize.Json;

namespace Fusionize.Hosting;

/// <summary>A client for Lambda's Runtime API over one kept connection.</summary>
/// <remarks>
/// Blocks on purpose: a poller does nothing but wait for its next request. Asynchronous sockets would start the framework's I/O threads and compile
/// state machines before the first poll, which lengthens the cold start.
/// </remarks>
internal sealed class RuntimeApiClient(string hostAndPort) : IDisposable
{
    /// <summary>A body up to this size is sent together with the head: one system call, one packet.</summary>
    private const int MaxJoined = 64 * 1024;

    private readonly ByteBuffer _request = new(4096);
    private readonly HttpResponse _response = new();
    private readonly byte[] _next = System.Text.Encoding.ASCII.GetBytes(
        $"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: {hostAndPort}\r\nUser-Agent: fusionize\r\n\r\n"
    );

    private Socket? _socket;

    /// <summary>Waits for the next request. The response is valid until the next call of any method.</summary>
    public HttpResponse Next()
    {
        Send(_next, default);
        return _response.Status == 200
            ? _response
            : throw new RuntimeApiException($"The Runtime API answered 'next' with status {_response.Status}.");
    }

    public void PostResponse(string requestId, ReadOnlySpan<byte> body) => Post("invocation/", requestId, "/response", null, body);

    public void PostError(string requestId, string errorType, ReadOnlySpan<byte> body) => Post("invocation/", requestId, "/error", errorType, body);

    public void PostInitError(string errorType, ReadOnlySpan<byte> body) => Post("init/error", "", "", errorType, body);

    /// <summary>Connects, builds a request and parses a response, but sends and receives nothing.</summary>
    public void Rehearse()
    {
        try
        {
            _socket ??= Connect();
        }
        catch (SocketException)
        {
            // The first poll will fail in the same way and report it.
        }
        WriteHead("invocation/", "", "/response", null, default);
        _response.Clear();
        var answer = "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: \r\nContent-Length: 2\r\n\r\n{}"u8;
        answer.CopyTo(_response.Free.Span);
        _response.Take(answer.Length);
        _ = FunctionHost.RequestDeadline(_response);
        _ = _response.HeaderText("lambda-runtime-aws-request-id"u8);
        _ = _response.Body;
        _response.Clear();
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private void Post(string path, string requestId, string suffix, string? errorType, ReadOnlySpan<byte> body)
    {
        WriteHead(path, requestId, suffix, errorType, body);
        if (body.Length <= MaxJoined)
        {
            _request.Write(body);
            body = default;
        }
        Send(_request.Written.Span, body);
        if (_response.Status >= 500)
            throw new RuntimeApiException($"The Runtime API answered '{path}…{suffix}' with status {_response.Status}.");
    }

    private void WriteHead(string path, string requestId, string suffix, string? errorType, ReadOnlySpan<byte> body)
    {
        _request.Clear();
        _request.Write("POST /2018-06-01/runtime/"u8);
        _request.WriteAscii(path);
        _request.WriteAscii(requestId);
        _request.WriteAscii(suffix);
        _request.Write(" HTTP/1.1\r\nHost: "u8);
        _request.WriteAscii(hostAndPort);
        _request.Write("\r\nUser-Agent: fusionize\r\nContent-Type: application/json\r\n"u8);
        if (errorType is not null)
        {
            _request.Write("Lambda-Runtime-Function-Error-Type: "u8);
            foreach (var c in errorType)
                _request.Write([c is > ' ' and < (char)0x7f ? (byte)c : (byte)'_']);
            _request.Write("\r\n"u8);
        }
        _request.Write("Content-Length: "u8);
        _request.WriteNumber(body.Length);
        _request.Write("\r\n\r\n"u8);
    }

    /// <summary>
    /// Sends a request and reads its response. If the server has closed the kept connection meanwhile, it is replaced once. The Runtime API accepts
    /// one response per request id, so sending a response again does no harm.
    /// </summary>
    private void Send(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var reused = _socket is not null;
        try
        {
            Exchange(head, body);
        }
        catch (Exception e) when (reused && !_response.HasBegun && e is SocketException or MalformedHttpException)
        {
            Dispose();
            Exchange(head, body);
        }
    }

    private void Exchange(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        _response.Clear();
        var socket = _socket ??= Connect();
        SendAll(socket, head);
        SendAll(socket, body);
        while (!_response.Take(socket.Receive(_response.Free.Span))) { }
        if (!_response.KeepAlive)
            Dispose();
    }

    private Socket Connect()
    {
        var colon = hostAndPort.LastIndexOf(':');
        var host = colon < 0 ? hostAndPort : hostAndPort[..colon];
        var port = colon < 0 ? 80 : int.Parse(hostAndPort.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        Socket socket;
        if (IPv4(host) is { } address || IPAddress.TryParse(host, out address))
        {
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(new IPEndPoint(address, port));
        }
        else
        {
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(host, port);
        }
        return socket;
    }

    // On Lambda the address is always 127.0.0.1 or 169.254.100.1. The framework's generic parser would be compiled before the first poll.
    private static IPAddress? IPv4(ReadOnlySpan<char> host)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < 4; i++)
        {
            var dot = host.IndexOf('.');
            var part =
                i == 3 ? host
                : dot < 0 ? default
                : host[..dot];
            if (part.IsEmpty || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i]))
                return null;
            if (i < 3)
                host = host[(dot + 1)..];
        }
        return new IPAddress(bytes);
    }

    private static void SendAll(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[socket.Send(bytes)..];
    }
}

/// <summary>The Runtime API refused a request, so the function can't go on.</summary>
internal sealed class RuntimeApiException(string message) : IOException(message);
