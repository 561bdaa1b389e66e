using System.Net;
using System.Net.Sockets;

namespace Fusionize.Local.Ports;

/// <summary>An open port of this machine.</summary>
internal sealed class LoopbackPort(Socket listener) : IDisposable
{
    public string Address { get; } = ((IPEndPoint)listener.LocalEndPoint!).ToString();

    public void Dispose() => listener.Dispose();
}
