using System.Text.Json;
using Fusionize.Aws;
using Fusionize.Aws.Lambda;

namespace Fusionize.Rounds.Load;

/// <summary>Invokes functions and waits for their results.</summary>
public sealed class LambdaTarget : ILoadTarget, IDisposable
{
    private readonly AmazonLambdaClient _lambda;
    private readonly string? _qualifier;
    private readonly (string Function, NumberedText Payload)[] _requests;

    /// <param name="requests">The function and the payload of each kind of request.</param>
    public LambdaTarget(AwsConnection connection, string? qualifier, IEnumerable<(string Function, ReadOnlyMemory<byte> Payload)> requests)
    {
        // A retry would hide an error, and delay later requests.
        _lambda = (connection with { MaxErrorRetry = 0 }).Lambda();
        (_qualifier, _requests) = (qualifier, [.. requests.Select(r => (r.Function, new NumberedText(r.Payload.Span)))]);
    }

    /// <summary>One function.</summary>
    /// <param name="function">Name or ARN, with <c>:ALIAS</c> or <c>:VERSION</c> if need be.</param>
    public static LambdaTarget Of(AwsConnection connection, string function, RequestMix mix)
    {
        // An ARN has six colons before its qualifier: arn:aws:lambda:REGION:ACCOUNT:function:NAME.
        var parts = function.Split(':');
        var name = parts[0] == "arn" ? 7 : 1;
        var unqualified = string.Join(':', parts.Take(name));
        return new(connection, parts.Length > name ? parts[name] : null, mix.Requests.Select(r => (unqualified, r.Body)));
    }

    public async Task<string?> SendAsync(LoadRequest request, CancellationToken cancellation)
    {
        var (function, payload) = _requests[request.Kind];
        try
        {
            var response = await _lambda.InvokeAsync(
                new InvokeRequest
                {
                    FunctionName = function,
                    Qualifier = _qualifier,
                    PayloadStream = new MemoryStream(payload.Of(request.Number), writable: false),
                },
                cancellation
            );
            return response.FunctionError is null ? null : "function: " + ErrorType(response);
        }
        catch (AmazonLambdaException e) when (e.ErrorCode is { Length: > 0 })
        {
            return "Lambda: " + e.ErrorCode;
        }
    }

    public void Dispose() => _lambda.Dispose();

    private static string ErrorType(InvokeResponse response)
    {
        try
        {
            using var error = JsonDocument.Parse(response.Payload ?? new MemoryStream());
            return error.RootElement.TryGetProperty("errorType", out var type) && type.GetString() is { } name ? name : response.FunctionError!;
        }
        catch (JsonException)
        {
            return response.FunctionError!;
        }
    }
}
