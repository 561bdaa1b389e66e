using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Fusionize.Http;
using Fusionize.Invocations;
using Fusionize.Json;

namespace Fusionize.Remote;

/// <summary>A client for the part of Lambda's <c>Invoke</c> that calls between tasks need.</summary>
/// <param name="endpoint">The address of the API.</param>
/// <param name="connect">Connects to a platform in the same process; null: the network.</param>
internal sealed class LambdaClient(LambdaEndpoint endpoint, Func<Stream>? connect = null)
{
    /// <summary>The maximum payload of a synchronous invocation, in bytes.</summary>
    public const int MaxSyncPayload = 6 * 1024 * 1024;

    /// <summary>The maximum payload of an asynchronous invocation, in bytes.</summary>
    public const int MaxAsyncPayload = 1024 * 1024;

    public static int MaxPayload(CallKind kind) => kind == CallKind.Sync ? MaxSyncPayload : MaxAsyncPayload;

    private const int MaxThrottledAttempts = 5;
    private const int MaxConnectAttempts = 3;
    private const int MaxKeptBuffers = 16;

    private readonly HttpConnectionPool _connections = new(endpoint.Address, connect);
    private readonly SigV4? _signer = endpoint.Credentials is { } credentials ? new SigV4(credentials, endpoint.Region, "lambda") : null;
    private readonly Stack<ByteBuffer> _buffers = new();

    /// <summary>Sends an invocation. The returned connection contains the response. The caller must pass it to <see cref="Release"/>.</summary>
    public async Task<HttpConnection> InvokeAsync(string function, CallKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        var limit = MaxPayload(kind);
        if (payload.Length > limit)
        {
            throw new PayloadTooLargeException(
                $"The arguments are {payload.Length:N0} bytes; Lambda carries at most {limit:N0} in "
                    + $"{(kind == CallKind.Sync ? "a synchronous" : "an asynchronous")} call."
            );
        }

        var request = RentBuffer();
        try
        {
            WriteRequest(request, function, kind, payload.Span, DateTime.UtcNow);
            for (var attempt = 1; ; attempt++)
            {
                var connection = _connections.TryTake() ?? await OpenAsync(cancellation).ConfigureAwait(false);
                var answered = false;
                try
                {
                    await connection.SendAsync(request.Written, cancellation).ConfigureAwait(false);
                    answered = true;
                }
                finally
                {
                    if (!answered)
                        connection.Dispose();
                }
                var status = connection.Response.Status;
                if (status is 200 or 202)
                    return connection;

                var problem = Problem(connection.Response);
                Release(connection);
                // A throttled invocation hasn't run. After any other error the task may have run, and a retry could run it twice.
                if (status != 429 || attempt == MaxThrottledAttempts)
                    throw new RemoteCallException(problem);
                await Task.Delay(Backoff(attempt), cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            ReturnBuffer(request);
        }
    }

    public void Release(HttpConnection connection) => _connections.Return(connection);

    public ByteBuffer RentBuffer()
    {
        lock (_buffers)
            return _buffers.TryPop(out var buffer) ? buffer : new ByteBuffer(2048);
    }

    public void ReturnBuffer(ByteBuffer buffer)
    {
        buffer.Clear();
        lock (_buffers)
        {
            if (_buffers.Count < MaxKeptBuffers)
                _buffers.Push(buffer);
        }
    }

    /// <summary>Connects before the first call. Name resolution and TLS are slow on a small function, and fast in INIT.</summary>
    public async Task ConnectAsync(CancellationToken cancellation) => Keep(await _connections.OpenAsync(cancellation).ConfigureAwait(false));

    /// <summary>Takes over a connection that hasn't carried a request yet.</summary>
    public void Keep(HttpConnection connection) => _connections.Add(connection);

    internal void WriteRequest(ByteBuffer request, string function, CallKind kind, ReadOnlySpan<byte> payload, DateTime time)
    {
        var host = endpoint.Address.IsDefaultPort ? endpoint.Address.Host : endpoint.Address.Authority;
        var path = $"{endpoint.Address.AbsolutePath.TrimEnd('/')}/2015-03-31/functions/{Uri.EscapeDataString(function)}/invocations";
        var query = endpoint.Qualifier is { } qualifier ? "Qualifier=" + Uri.EscapeDataString(qualifier) : "";
        var type = kind == CallKind.Sync ? "RequestResponse" : "Event";

        request.Write("POST "u8);
        request.WriteAscii(path);
        if (query.Length > 0)
        {
            request.Write("?"u8);
            request.WriteAscii(query);
        }
        request.Write(" HTTP/1.1\r\n"u8);
        WriteHeader(request, "Host", host);
        WriteHeader(request, "User-Agent", "fusionize");
        WriteHeader(request, "Content-Type", "application/json");
        WriteHeader(request, "X-Amz-Invocation-Type", type);
        if (Frame.Current?.Invocation.PlatformTrace is { } trace)
            WriteHeader(request, "X-Amzn-Trace-Id", trace);
        if (_signer is not null)
        {
            var timestamp = SigV4.Timestamp(time);
            var token = endpoint.Credentials!.SessionToken;
            (string, string)[] signed = token is null
                ? [("host", host), ("x-amz-date", timestamp), ("x-amz-invocation-type", type)]
                : [("host", host), ("x-amz-date", timestamp), ("x-amz-invocation-type", type), ("x-amz-security-token", token)];
            WriteHeader(request, "X-Amz-Date", timestamp);
            if (token is not null)
                WriteHeader(request, "X-Amz-Security-Token", token);
            WriteHeader(request, "Authorization", _signer.Authorize("POST", path, query, signed, payload, time));
        }
        request.Write("Content-Length: "u8);
        request.WriteNumber(payload.Length);
        request.Write("\r\n\r\n"u8);
        request.Write(payload);
    }

    private async Task<HttpConnection> OpenAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _connections.OpenAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
            {
                // Nothing was sent yet, so a retry is safe. It doesn't help if the certificate is invalid.
                if (e is AuthenticationException || attempt == MaxConnectAttempts)
                {
                    throw new RemoteCallException($"Lambda's endpoint {endpoint.Address} can't be reached: {e.Message}", e);
                }
            }
            await Task.Delay(Backoff(attempt), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Exponential with full jitter: 50, 100, 200, … ms at most.</summary>
    private static int Backoff(int attempt) => Random.Shared.Next(1, 25 << attempt);

    private static string Problem(HttpResponse response)
    {
        var type = response.HeaderText("x-amzn-errortype"u8) ?? "";
        if (type.IndexOf(':') is > 0 and var colon)
            type = type[..colon];
        var text = new StringBuilder("Lambda answered ").Append(response.Status);
        if (type.Length > 0)
            text.Append(' ').Append(type);
        if (Message(response.Body.Span) is { Length: > 0 } message)
            text.Append(": ").Append(message);
        return text.ToString();
    }

    private static string? Message(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName)
                    continue;
                var found = json.ValueTextEquals("message"u8) || json.ValueTextEquals("Message"u8);
                json.Read();
                if (found && json.TokenType == JsonTokenType.String)
                    return json.GetString();
                json.Skip();
            }
        }
        catch (JsonException)
        {
            // Not JSON, perhaps a proxy's error page. The status code is enough.
        }
        return null;
    }

    private static void WriteHeader(ByteBuffer request, string name, string value)
    {
        request.WriteAscii(name);
        request.Write(": "u8);
        request.WriteAscii(value);
        request.Write("\r\n"u8);
    }
}
