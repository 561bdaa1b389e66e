using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Fusionize.Setups;

namespace Fusionize.Rounds.Export;

/// <summary>Sends spans to a collector by OTLP over HTTP.</summary>
/// <param name="client">The client.</param>
/// <param name="endpoint">The collector's address. Without a path, its traces are at <c>/v1/traces</c>, as OpenTelemetry defines it.</param>
/// <param name="headers">Further headers of each request, such as a key.</param>
public sealed class OtlpSender(HttpClient client, Uri endpoint, IReadOnlyList<KeyValuePair<string, string>> headers)
{
    private const int MaxTries = 4;

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    /// <summary>How the sender waits before it tries again. Tests replace it.</summary>
    internal Func<TimeSpan, CancellationToken, Task> Wait { get; init; } = Task.Delay;

    private readonly Uri _traces = endpoint.AbsolutePath is "/" or "" ? new Uri(endpoint, "/v1/traces") : endpoint;

    /// <returns>How many spans the collector has refused, with its message.</returns>
    /// <exception cref="FusionizeException">The collector can't be reached, or refuses the request.</exception>
    public async Task<(long Refused, string? Message)> SendAsync(IEnumerable<Span> spans, CancellationToken cancellation)
    {
        var (refused, message) = (0L, (string?)null);
        foreach (var batch in OtlpFormat.Write(spans))
        {
            var (count, text) = ReadPartialSuccess(await PostAsync(batch, cancellation));
            refused += count;
            message ??= text;
        }
        return (refused, message);
    }

    private async Task<byte[]> PostAsync(byte[] batch, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _traces) { Content = new ByteArrayContent(batch) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            HttpResponseMessage response;
            try
            {
                response = await client.SendAsync(request, cancellation);
            }
            catch (HttpRequestException e)
            {
                throw new FusionizeException(RoundCodes.Collector, null, $"the collector at {_traces} can't be reached: {e.Message}");
            }
            using (response)
            {
                if (response.IsSuccessStatusCode)
                    return await response.Content.ReadAsByteArrayAsync(cancellation);
                // Only these may be tried again, by OTLP's rules.
                var isTemporary =
                    response.StatusCode
                        is HttpStatusCode.TooManyRequests
                            or HttpStatusCode.BadGateway
                            or HttpStatusCode.ServiceUnavailable
                            or HttpStatusCode.GatewayTimeout;
                if (!isTemporary || tries == MaxTries)
                    throw new FusionizeException(
                        RoundCodes.Collector,
                        null,
                        $"the collector at {_traces} answered {(int)response.StatusCode} {response.ReasonPhrase}"
                    );
                await Wait(WaitOf(response, tries), cancellation);
            }
        }
    }

    private static TimeSpan WaitOf(HttpResponseMessage response, int tries)
    {
        var wait = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1 << (tries - 1));
        return wait < s_longestWait ? wait : s_longestWait;
    }

    /// <summary>A collector may answer with anything or nothing; only a well-formed answer tells refused spans.</summary>
    private static (long, string?) ReadPartialSuccess(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("partialSuccess", out var partial))
                return default;
            // 64-bit numbers are strings in OTLP, but not all collectors write them so.
            var count =
                !partial.TryGetProperty("rejectedSpans", out var spans) ? 0
                : spans.ValueKind == JsonValueKind.String ? long.Parse(spans.GetString()!, CultureInfo.InvariantCulture)
                : spans.GetInt64();
            return (count, partial.TryGetProperty("errorMessage", out var message) ? message.GetString() : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return default;
        }
    }
}
