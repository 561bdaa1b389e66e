using Amazon.Runtime;
using Fusionize.Cli.Terminal;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Cli.Errors;

/// <summary>Turns an exception into one line on the error stream and an exit code.</summary>
internal static class Failures
{
    public static int Report(Screen screen, Exception error)
    {
        if (error is OperationCanceledException { InnerException: not TimeoutException })
        {
            screen.ErrorLine("interrupted");
            return ExitCode.Failure;
        }
        var known = Known(error);
        var shown = known ?? new FusionizeException(CliErrors.Unexpected, null, $"{error.GetType().Name}: {error.Message}");
        screen.Error(shown.Code, Text(shown), shown.Remedy);
        if (known is null)
            screen.ErrorLine(error.StackTrace ?? "");
        return ExitCode.Of(shown.Code);
    }

    private static FusionizeException? Known(Exception error) =>
        error switch
        {
            // The SDK's message names settings that the tool doesn't have.
            StoreException or AmazonClientException when error.Message.Contains("No RegionEndpoint", StringComparison.Ordinal) => new(
                CliErrors.Aws,
                null,
                "no AWS region is known",
                "set AWS_REGION, or give --region where the command has it"
            ),
            FusionizeException e => e,
            AmazonServiceException or AmazonClientException => new(CliErrors.Aws, null, error.Message),
            // The HTTP client reports its time-out as a cancellation.
            HttpRequestException or TimeoutException or OperationCanceledException { InnerException: TimeoutException } => new(
                CliErrors.Aws,
                null,
                $"the platform can't be reached: {error.Message}",
                "check the endpoint, the region and the network"
            ),
            IOException or UnauthorizedAccessException or InvalidDataException or BadImageFormatException => new(CliErrors.File, null, error.Message),
            // Work that ran side by side: the first reason that is known.
            AggregateException several => several.Flatten().InnerExceptions.Select(Known).FirstOrDefault(known => known is not null),
            _ => null,
        };

    /// <summary>Many messages already name their subject.</summary>
    private static string Text(FusionizeException e) =>
        e.Subject is { Length: > 0 } subject && !e.Problem.Contains($"'{subject}'", StringComparison.Ordinal)
            ? $"{e.Problem.TrimEnd('.')} ({subject})"
            : e.Problem;
}
