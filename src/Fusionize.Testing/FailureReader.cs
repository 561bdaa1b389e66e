using System.Text.Json;
using Fusionize.Json;

namespace Fusionize.Testing;

/// <summary>Reads what a failure destination would get, from a request between functions and its last answer.</summary>
internal static class FailureReader
{
    public static FailedWork Read(byte[] request, byte[] answer, int attempts)
    {
        using var call = JsonDocument.Parse(request, new JsonDocumentOptions { MaxDepth = JsonForm.Reader.MaxDepth });
        using var error = JsonDocument.Parse(answer);
        return new FailedWork(
            call.RootElement.GetProperty("task").GetString()!,
            // Arguments that are too large for a request lie in a bucket.
            call.RootElement.TryGetProperty("args", out var arguments) ? arguments.GetRawText() : "{}",
            attempts,
            error.RootElement.GetProperty("errorType").GetString()!,
            error.RootElement.GetProperty("errorMessage").GetString()!
        );
    }
}
