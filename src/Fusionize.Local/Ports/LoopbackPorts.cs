using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fusionize.Local.Ports;

/// <summary>
/// Opens a loopback port for each owner. One HTTP server serves all connections. The port identifies the process, so a function instance can't take
/// another instance's requests or respond to them. Runtime clients that require "host:port" also work.
/// </summary>
internal sealed class LoopbackPorts : IConnectionListenerFactory, IConnectionListener
{
    private readonly Channel<ConnectionContext> _connections = Channel.CreateUnbounded<ConnectionContext>();
    private readonly SocketConnectionContextFactory _contexts = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);
    private readonly SocketTransportFactory _sockets = new(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);

    public EndPoint EndPoint { get; } = new AllPortsEndPoint();

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        endpoint is AllPortsEndPoint ? new(this) : _sockets.BindAsync(endpoint, cancellationToken);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _connections.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _connections.Writer.TryComplete();
        return default;
    }

    public ValueTask DisposeAsync()
    {
        _connections.Writer.TryComplete();
        _contexts.Dispose();
        return default;
    }

    /// <summary>Opens a port.</summary>
    public LoopbackPort Open(object owner)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(64);
        _ = AcceptAsync(listener, owner);
        return new(listener);
    }

    private async Task AcceptAsync(Socket listener, object owner)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync();
                socket.NoDelay = true;
                var connection = _contexts.Create(socket);
                connection.Features.Set<IPortFeature>(new PortFeature(owner));
                if (!_connections.Writer.TryWrite(connection))
                    await connection.DisposeAsync();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The port is closed.
        }
    }

    /// <summary>Represents all ports as one endpoint for Kestrel.</summary>
    private sealed class AllPortsEndPoint : EndPoint
    {
        public override string ToString() => "function instances";
    }

    private sealed record PortFeature(object Owner) : IPortFeature;
}
