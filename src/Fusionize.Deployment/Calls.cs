using System.Net;
using Amazon.Runtime;
using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>Gives every failed call of the platform a name: function, operation, and what the platform said.</summary>
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
            throw new FusionizeException(DeployCodes.CallFailed, function, Explain(e), inner: e) { Place = call };
        }
    }

    // Answers that a deployment decides by, rather than ends with.
    private static bool IsDecision(Exception e) =>
        e is Aws.Lambda.ResourceNotFoundException or Aws.Lambda.ResourceConflictException or Aws.Lambda.PreconditionFailedException
        || e is Aws.Lambda.InvalidParameterValueException && e.Message.Contains("cannot be assumed", StringComparison.Ordinal);

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
