using System.Text;
using Fusionize.CompilerServices;
using Fusionize.Http;

namespace Fusionize.Remote;

/// <summary>Pays in INIT what the first remote call would else pay at a small function's share of the CPU: the connection (name, TLS) and the code of
/// a call.</summary>
internal sealed class RemoteWarmUp : MemoryStream
{
    private const string CannedAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull";

    public static Task RunAsync(RemoteCaller caller, LambdaEndpoint endpoint)
    {
        var rehearsal = new LambdaClient(endpoint);
        rehearsal.Keep(new HttpConnection(new RemoteWarmUp()));
        return Task.WhenAll(
            caller.Client.ConnectAsync(CancellationToken.None),
            new RemoteCaller(rehearsal, Routes.Parse("_=_")).InvokeAsync<object?, object?>(
                new RemoteCall("_", CallKind.Sync),
                "_",
                null,
                static (json, _) => json.WriteNull("_"u8),
                null,
                CancellationToken.None
            )
        );
    }

    /// <summary>The stand-in for a network connection, which always gives the same answer. It answers asynchronously, because compiling the
    /// continuations is the expensive part.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Encoding.ASCII.GetBytes(CannedAnswer, buffer.Span);
        return new(Task.Run(static () => CannedAnswer.Length, cancellationToken));
    }
}
