using Fusionize.Local.Functions;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Lambda;

/// <summary>The retries of a function's events, and the destinations that get their results.</summary>
/// <param name="MaxRetries">Null: the platform's default.</param>
/// <param name="MaxAgeSeconds">Null: Lambda's six hours.</param>
internal sealed record EventConfiguration(int? MaxRetries, int? MaxAgeSeconds, string? OnSuccess, string? OnFailure, DateTimeOffset Modified)
{
    /// <param name="body">The request.</param>
    /// <param name="old">The present configuration, whose values stay if a member is absent; null: absent members are reset.</param>
    public static EventConfiguration Of(EventConfigurationBody body, EventConfiguration? old)
    {
        if (body.MaximumRetryAttempts is < 0 or > 2)
            throw FunctionRules.Invalid("maximumRetryAttempts", $"{body.MaximumRetryAttempts}", "Member must have value between 0 and 2");
        if (body.MaximumEventAgeInSeconds is < 60 or > 21600)
            throw FunctionRules.Invalid(
                "maximumEventAgeInSeconds",
                $"{body.MaximumEventAgeInSeconds}",
                "Member must have value between 60 and 21600"
            );
        return new(
            body.MaximumRetryAttempts ?? old?.MaxRetries,
            body.MaximumEventAgeInSeconds ?? old?.MaxAgeSeconds,
            Destination(body.DestinationConfig?.OnSuccess, old?.OnSuccess),
            Destination(body.DestinationConfig?.OnFailure, old?.OnFailure),
            DateTimeOffset.UtcNow
        );
    }

    /// <summary>Whether a destination is a queue; otherwise it is a function.</summary>
    public static bool IsQueue(string arn) => arn.StartsWith("arn:", StringComparison.Ordinal) && arn.Split(':') is [_, _, "sqs", ..];

    private static string? Destination(DestinationBody? body, string? old)
    {
        if (body is null)
            return old;
        if (string.IsNullOrEmpty(body.Destination))
            return null;
        if (IsQueue(body.Destination))
            return body.Destination;
        if (!body.Destination.StartsWith("arn:", StringComparison.Ordinal) || !body.Destination.Contains(":lambda:", StringComparison.Ordinal))
            throw LambdaError.InvalidParameter(
                $"The local platform delivers to functions and queues only: it has no destination '{body.Destination}'."
            );
        FunctionName.Parse(body.Destination, null);
        return body.Destination;
    }
}
