using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Fusionize.Local.Execution;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fusionize.Local.Server;

/// <summary>Stands for all instances' ports where Kestrel wants an endpoint.</summary>
internal sealed class InstancesEndPoint : EndPoint
{
    public override string ToString() => "instances";
}

/// <summary>
/// Gives every instance a loopback port of its own and one HTTP server all their connections. The port tells which instance talks, so an
/// instance can neither take nor answer another's requests, and runtime clients that insist on "host:port" work.
/// </summary>
internal sealed class InstanceTransport : IConnectionListenerFactory, IConnectionListener
{
    private readonly Channel<ConnectionContext> _connections = Channel.CreateUnbounded<ConnectionContext>();
    private readonly SocketConnectionContextFactory _contexts = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);
    private readonly SocketTransportFactory _sockets;

    public InstanceTransport(SocketTransportFactory sockets) => _sockets = sockets;

    public EndPoint EndPoint { get; } = new InstancesEndPoint();

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        endpoint is InstancesEndPoint ? new(this) : _sockets.BindAsync(endpoint, cancellationToken);

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

    /// <summary>Opens an instance's port.</summary>
    public InstanceEndpoint Open(Instance instance)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(64);
        _ = AcceptAsync(listener, instance);
        return new(listener);
    }

    private async Task AcceptAsync(Socket listener, Instance instance)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync();
                socket.NoDelay = true;
                var connection = _contexts.Create(socket);
                connection.Features.Set<IInstanceFeature>(new InstanceFeature(instance));
                if (!_connections.Writer.TryWrite(connection))
                    await connection.DisposeAsync();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The instance is gone.
        }
    }
}

/// <summary>Tells which instance a connection comes from.</summary>
internal interface IInstanceFeature
{
    Instance Instance { get; }
}

internal sealed record InstanceFeature(Instance Instance) : IInstanceFeature;

/// <summary>An instance's open port.</summary>
internal sealed class InstanceEndpoint(Socket listener) : IDisposable
{
    public string Address { get; } = ((IPEndPoint)listener.LocalEndPoint!).ToString();

    public void Dispose() => listener.Dispose();
}
