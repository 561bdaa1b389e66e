using System.Text.Json;
using Fusionize.Json;

namespace Fusionize.Testing;

/// <summary>Reads what a failure destination would get, from a request between functions and its last answer.</summary>
internal static class FailureReader
{
    /// <param name="request">The request: an envelope, or an event.</param>
    /// <param name="answer">The last response.</param>
    /// <param name="attempts">The number of attempts.</param>
    /// <param name="entry">The entry that got the event; null for an envelope.</param>
    public static FailedWork Read(byte[] request, byte[] answer, int attempts, string? entry)
    {
        using var call = JsonDocument.Parse(request, new JsonDocumentOptions { MaxDepth = JsonForm.Reader.MaxDepth });
        using var error = JsonDocument.Parse(answer);
        return new FailedWork(
            entry ?? call.RootElement.GetProperty("task").GetString()!,
            // Arguments that are too large for a request lie in a bucket.
            entry is not null ? call.RootElement.GetRawText()
                : call.RootElement.TryGetProperty("args", out var arguments) ? arguments.GetRawText()
                : "{}",
            attempts,
            error.RootElement.GetProperty("errorType").GetString()!,
            error.RootElement.GetProperty("errorMessage").GetString()!
        );
    }
}
