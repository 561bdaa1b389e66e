using Fusionize.CompilerServices;
using Fusionize.Http;

namespace Fusionize.Remote;

/// <summary>Pays in INIT what the first remote call would else pay at a small function's share of the CPU: the connection (name, TLS) and the code of
/// a call.</summary>
internal static class RemoteWarmUp
{
    public static async Task RunAsync(RemoteCaller caller, LambdaEndpoint endpoint)
    {
        var connecting = caller.Client.ConnectAsync(CancellationToken.None);
        try
        {
            var rehearsal = new LambdaClient(endpoint);
            rehearsal.Keep(new HttpConnection(new CannedAnswer()));
            await new RemoteCaller(rehearsal, Routes.Parse("_=_"))
                .InvokeAsync<object?, object?>(
                    new RemoteCall("_", CallKind.Sync),
                    "_",
                    null,
                    static (json, _) => json.WriteNull("_"u8),
                    null,
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
        finally
        {
            await connecting.ConfigureAwait(false);
        }
    }

    /// <summary>A peer that is always ready with the same answer.</summary>
    private sealed class CannedAnswer : MemoryStream
    {
        // Suspends, as a network does: it is the continuations that are dear to compile.
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            var answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull"u8;
            answer.CopyTo(buffer.Span);
            return answer.Length;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;
    }
}
