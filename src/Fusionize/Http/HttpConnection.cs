using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Fusionize.Http;

/// <summary>One kept connection to a server, for one request at a time.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket? _socket;
    private readonly Stream _stream;

    private HttpConnection(Socket socket, Stream stream) => (_socket, _stream) = (socket, stream);

    /// <summary>A connection over a given stream: for warm-up, or to a platform in the same process.</summary>
    public HttpConnection(Stream stream) => _stream = stream;

    /// <summary>The last response.</summary>
    public readonly HttpResponse Response = new();

    /// <summary>When the last response arrived, as <see cref="Environment.TickCount64"/>.</summary>
    public long IdleSince = Environment.TickCount64;

    public static async Task<HttpConnection> OpenAsync(Uri server, CancellationToken cancellation)
    {
        // Works for IPv4 addresses and for names, and uses both address families if the machine has them.
        var socket = IPAddress.TryParse(server.IdnHost, out var address)
            ? new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        Stream? stream = null;
        try
        {
            socket.NoDelay = true;
            if (address is null)
                await socket.ConnectAsync(server.IdnHost, server.Port, cancellation).ConfigureAwait(false);
            else
                await socket.ConnectAsync(new IPEndPoint(address, server.Port), cancellation).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (server.Scheme == Uri.UriSchemeHttps)
            {
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = server.IdnHost }, cancellation)
                    .ConfigureAwait(false);
            }
            return new HttpConnection(socket, stream);
        }
        catch
        {
            stream?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sends a whole request (head and body) and reads the whole response. After an exception the connection can't be used any more.
    /// </summary>
    public async Task SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        Response.Clear();
        await _stream.WriteAsync(request, cancellation).ConfigureAwait(false);
        while (!Response.Take(await _stream.ReadAsync(Response.Free, cancellation).ConfigureAwait(false))) { }
        IdleSince = Environment.TickCount64;
    }

    /// <summary>
    /// Whether the server has closed the connection, or has sent bytes without a request, which makes it unusable, too. Only for an idle connection.
    /// </summary>
    /// <remarks>With TLS, unread bytes needn't be a response; they can be session tickets. There only the end of the stream counts.</remarks>
    public bool IsStale
    {
        get
        {
            try
            {
                return _socket is not null && _socket.Poll(0, SelectMode.SelectRead) && (_stream is not SslStream || _socket.Available == 0);
            }
            catch (SocketException)
            {
                return true;
            }
        }
    }

    public void Dispose() => _stream.Dispose();
}
