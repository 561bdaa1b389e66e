using System.Net;
using Amazon.Runtime;
using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>Converts failed calls of the platform to errors with function, operation, and the platform's message.</summary>
internal static class Calls
{
    public static async Task<T> RunAsync<T>(string? function, string call, Func<Task<T>> action, CancellationToken cancellation)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (IsTrouble(e, cancellation) && !IsDecision(e))
        {
            throw Failed(function, call, e);
        }
    }

    /// <summary>The error of a call that the platform refused.</summary>
    public static FusionizeException Failed(string? function, string call, Exception e) =>
        new(DeployCodes.CallFailed, function, Explain(e), RemedyOf(e), e) { Place = call };

    /// <summary>Whether the call failed because a new role isn't known everywhere on the platform yet.</summary>
    public static bool IsNewRole(Exception e) =>
        e is Aws.Lambda.InvalidParameterValueException && e.Message.Contains("cannot be assumed", StringComparison.Ordinal);

    /// <summary>The remedy for the platform's message; null: the remedy of the error code.</summary>
    private static string? RemedyOf(Exception e)
    {
        if (IsNewRole(e))
            return "let lambda.amazonaws.com assume the role (its trust policy), or name another one with --role or FusionizeRole";
        return (e as AmazonServiceException)?.ErrorCode is { } code && code.Contains("CodeStorageExceeded", StringComparison.Ordinal)
            ? "remove releases that nothing uses any more with 'fusionize releases clean', then deploy again"
            : null;
    }

    // Errors that a deployment handles itself instead of failing.
    private static bool IsDecision(Exception e) =>
        e is Aws.Lambda.ResourceNotFoundException or Aws.Lambda.ResourceConflictException or Aws.Lambda.PreconditionFailedException
        || IsNewRole(e);

    private static bool IsTrouble(Exception e, CancellationToken cancellation) =>
        e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException
        || (e is OperationCanceledException && !cancellation.IsCancellationRequested);

    private static string Explain(Exception e) =>
        e switch
        {
            AmazonServiceException { StatusCode: HttpStatusCode.Forbidden } s => $"Access denied: {s.Message}",
            AmazonServiceException s => s.Message,
            OperationCanceledException or TimeoutException => "The platform doesn't answer.",
            _ => e.Message,
        };
}
