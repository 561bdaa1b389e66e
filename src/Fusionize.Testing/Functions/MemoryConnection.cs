using System.Globalization;
using System.Text;

namespace Fusionize.Testing.Functions;

/// <summary>
/// The other end of a function's connection to Lambda, in the same process. A remote call sends and receives the same bytes as over a network, so
/// sizes, failures and cancellation are the same, too.
/// </summary>
internal sealed class MemoryConnection(Func<string, bool, byte[], Task<(byte[] Answer, string? Failure)>> invoke) : Stream
{
    private Task<ReadOnlyMemory<byte>>? _response;
    private int _sent;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Receives a whole request. The client writes it in one call.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var head = buffer.Span.IndexOf("\r\n\r\n"u8);
        var lines = Encoding.ASCII.GetString(buffer.Span[..head]).Split("\r\n");
        // POST /2015-03-31/functions/<function>/invocations HTTP/1.1
        var function = Uri.UnescapeDataString(lines[0].Split(' ')[1].Split('/')[3]);
        _response = RespondAsync(function, lines.Contains("X-Amz-Invocation-Type: Event"), buffer[(head + 4)..].ToArray());
        _sent = 0;
        return default;
    }

    /// <summary>Returns the response's next bytes, waiting for the function.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var response = await _response!.WaitAsync(cancellationToken).ConfigureAwait(false);
        var count = Math.Min(buffer.Length, response.Length - _sent);
        response.Slice(_sent, count).CopyTo(buffer);
        _sent += count;
        return count;
    }

    private async Task<ReadOnlyMemory<byte>> RespondAsync(string function, bool isEvent, byte[] payload)
    {
        var (answer, failure) = await invoke(function, isEvent, payload).ConfigureAwait(false);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {(isEvent ? 202 : 200)} OK\r\n{(failure is null ? "" : "X-Amz-Function-Error: Unhandled\r\n")}Content-Length: "
                + $"{answer.Length}\r\n\r\n"
        );
        return (byte[])[.. Encoding.ASCII.GetBytes(head), .. answer];
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
