using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Protocol;

/// <summary>Reads request bodies up to a limit.</summary>
internal static class Bodies
{
    /// <summary>
    /// Returns null if the body is larger. It is read to its end even then: otherwise a client that is still sending would see a broken connection
    /// instead of the response.
    /// </summary>
    public static async ValueTask<byte[]?> ReadAsync(HttpContext http, int limit)
    {
        var reader = http.Request.BodyReader;
        var tooLarge = http.Request.ContentLength > limit;
        while (true)
        {
            var read = await ReadAsync(http, reader);
            tooLarge |= read.Buffer.Length > limit;
            if (tooLarge)
            {
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    return null;
                continue;
            }
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>An invalid chunk size is the client's error, even if the server reports it differently.</summary>
    private static async ValueTask<ReadResult> ReadAsync(HttpContext http, PipeReader reader)
    {
        try
        {
            return await reader.ReadAsync(http.RequestAborted);
        }
        catch (IOException e) when (e is not (ConnectionResetException or BadHttpRequestException) && !http.RequestAborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException(e.Message, e);
        }
    }

    public static async ValueTask<byte[]> ReadAsync(HttpContext http, int limit, string operation) =>
        await ReadAsync(http, limit) ?? throw LambdaError.TooLarge(operation, limit);
}
