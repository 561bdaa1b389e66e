using System.Text.Json;
using Fusionize.Aws;
using Fusionize.Aws.Lambda;

namespace Fusionize.Rounds.Load;

/// <summary>Invokes a function and waits for its result.</summary>
public sealed class LambdaTarget : ILoadTarget, IDisposable
{
    private readonly AmazonLambdaClient _lambda;
    private readonly string _function;
    private readonly string? _qualifier;
    private readonly byte[] _payload;

    public LambdaTarget(AwsConnection connection, string function, string? qualifier, ReadOnlyMemory<byte> payload)
    {
        // A retry would hide an error, and close the loop.
        _lambda = (connection with { MaxErrorRetry = 0 }).Lambda();
        (_function, _qualifier, _payload) = (function, qualifier, payload.ToArray());
    }

    /// <param name="function">Name or ARN, with <c>:ALIAS</c> or <c>:VERSION</c> if need be.</param>
    public static LambdaTarget Of(AwsConnection connection, string function, ReadOnlyMemory<byte> payload)
    {
        // An ARN has six colons before its qualifier: arn:aws:lambda:REGION:ACCOUNT:function:NAME.
        var parts = function.Split(':');
        var name = parts[0] == "arn" ? 7 : 1;
        return new(connection, string.Join(':', parts.Take(name)), parts.Length > name ? parts[name] : null, payload);
    }

    public async Task<string?> SendAsync(int index, CancellationToken cancellation)
    {
        try
        {
            var response = await _lambda.InvokeAsync(
                new InvokeRequest
                {
                    FunctionName = _function,
                    Qualifier = _qualifier,
                    PayloadStream = new MemoryStream(_payload, writable: false),
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
