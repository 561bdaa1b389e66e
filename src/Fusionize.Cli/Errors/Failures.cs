using Fusionize.Setups.Manifests;
using Amazon.Runtime;
using Fusionize.Aws;
using Fusionize.Cli.Terminal;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Optimization;
using Fusionize.Optimization.Optimizers;
using Fusionize.Packaging;
using Fusionize.Packaging.Fusing;
using Fusionize.Packaging.Metadata;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Cli.Errors;

/// <summary>Turns what went wrong into one line on the error stream and an exit code.</summary>
internal static class Failures
{
    public static int Report(Screen screen, Exception error)
    {
        switch (error)
        {
            case OperationCanceledException:
                screen.ErrorLine("interrupted");
                return ExitCode.Failure;
            case CliException e:
                screen.Error(e.Code, e.Message, e.Remedy);
                return e.ExitCode;
            case RoundException e:
                screen.Error(e.Code, e.Message, e.Remedy);
                return ExitCode.Failure;
            case SetupException e:
                screen.Error(e.Code, $"{(e.Field is null ? "" : e.Field + ": ")}{e.Message} ({e.File})");
                return ExitCode.Failure;
            // The SDK's words for it name its own settings.
            case StoreException or AmazonClientException when error.Message.Contains("No RegionEndpoint", StringComparison.Ordinal):
                screen.Error(CliErrors.Aws, "no AWS region is known", "set AWS_REGION, or give --region where the command has it");
                return ExitCode.Failure;
            case StoreException e:
                screen.Error(e.Code, $"{e.Message} ({e.Location})");
                return ExitCode.Failure;
            case OptimizationException e:
                screen.Error(e.Code, $"{e.Message} ({e.Subject})");
                return ExitCode.Failure;
            case PackagingException e:
                screen.Error(e.Code, e.Message);
                return ExitCode.Failure;
            case DeployException e:
                screen.Error(e.Code, $"{(e.Function is null ? "" : e.Function + ": ")}{e.Message}{(e.Call is null ? "" : $" ({e.Call})")}");
                return ExitCode.Failure;
            case LocalPlatformException e:
                screen.Error(e.Code, e.Message.StartsWith(e.Code + ": ", StringComparison.Ordinal) ? e.Message[(e.Code.Length + 2)..] : e.Message);
                return ExitCode.Failure;
            case InsightsException:
                screen.Error(CliErrors.Query, error.Message);
                return ExitCode.Failure;
            case AmazonServiceException or AmazonClientException:
                screen.Error(CliErrors.Aws, error.Message, "are endpoint, region and credentials right?");
                return ExitCode.Failure;
            case HttpRequestException or TimeoutException:
                screen.Error(CliErrors.Aws, $"the platform can't be reached: {error.Message}", "are endpoint and region right, and is there a network?");
                return ExitCode.Failure;
            case IOException or UnauthorizedAccessException or InvalidDataException:
                screen.Error(CliErrors.File, error.Message);
                return ExitCode.Failure;
            default:
                screen.Error(CliErrors.Unexpected, $"{error.GetType().Name}: {error.Message}", "this is a defect of the tool; the lines below say where");
                screen.ErrorLine(error.StackTrace ?? "");
                return ExitCode.Failure;
        }
    }
}
