using System.Text;
using Fusionize.CompilerServices;
using Fusionize.Http;

namespace Fusionize.Remote;

/// <summary>
/// Connects (name resolution, TLS) and compiles the code of a remote call in INIT, at full CPU. Otherwise the first remote call would do this with
/// the small function's share of the CPU.
/// </summary>
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
                null,
                CancellationToken.None
            )
        );
    }

    /// <summary>
    /// A stub of a network connection. It always returns the same response, and returns it asynchronously, because compiling the continuations is the
    /// expensive part.
    /// </summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Encoding.ASCII.GetBytes(CannedAnswer, buffer.Span);
        return new(Task.Run(static () => CannedAnswer.Length, cancellationToken));
    }
}
