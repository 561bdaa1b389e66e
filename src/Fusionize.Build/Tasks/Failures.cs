using System.Text.Json;
using Amazon.Runtime;
using Fusionize.Deployment;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;
using Microsoft.Build.Utilities;

namespace Fusionize.Build.Tasks;

/// <summary>Turns exceptions into errors of the build with code, file and remedy.</summary>
internal static class Failures
{
    /// <summary>
    /// An error of the machine, of a file or of the platform.
    /// Null: the exception is a defect, and its stack trace helps to find it.
    /// </summary>
    public static FusionizeException? Known(Exception error) =>
        error switch
        {
            FusionizeException known => known,
            AmazonServiceException or AmazonClientException or HttpRequestException => new(DeployCodes.CallFailed, null, error.Message, inner: error),
            // The HTTP client reports its time-out so.
            TimeoutException or OperationCanceledException { InnerException: TimeoutException } => new(
                DeployCodes.CallFailed,
                null,
                $"The platform didn't answer in time: {error.Message}",
                inner: error
            ),
            BadImageFormatException or InvalidDataException or JsonException => new(
                PackagingCodes.File,
                null,
                $"A file is damaged: {error.Message}",
                "delete bin and obj, and build again",
                error
            ),
            IOException or UnauthorizedAccessException => new(PackagingCodes.File, null, error.Message, inner: error),
            _ => null,
        };

    public static void LogError(this TaskLoggingHelper log, FusionizeException error) =>
        log.LogError(
            null,
            error.Code,
            null,
            Page(error.Code),
            error.Subject,
            0,
            0,
            0,
            0,
            "{0}",
            error.Remedy is { Length: > 0 } remedy ? $"{error.Problem} {char.ToUpperInvariant(remedy[0])}{remedy[1..]}." : error.Problem
        );

    public static string? Page(string code) => ErrorCodes.Find(code)?.Page;
}
