using System.Globalization;
using Fusionize.Aws;
using Fusionize.Deployment;
using Fusionize.Setups;
using Microsoft.Build.Framework;

namespace Fusionize.Build.Tasks;

/// <summary>Deploys a build's output to Lambda, or to a platform with its protocol. The configuration of functions is in the build's
/// manifest.</summary>
public sealed class DeployFunctions : FusionizeTask
{
    /// <summary>The folder with the manifest and the zips.</summary>
    [Required]
    public string Directory { get; set; } = "";

    /// <summary>The platform's address; empty: AWS.</summary>
    public string? Endpoint { get; set; }

    public string? Region { get; set; }

    /// <summary>The AWS profile with the credentials.</summary>
    public string? Profile { get; set; }

    /// <summary>The store of the application's setups; a lock there prevents two deployments at once.</summary>
    public string? Store { get; set; }

    /// <summary>How functions are tested before they get live traffic: <c>Ping</c>, <c>DryRun</c> or <c>None</c>.</summary>
    public string? Smoke { get; set; }

    /// <summary>Whether live traffic stays on the previous release.</summary>
    public bool KeepLive { get; set; }

    /// <summary>Whether the routes of the application get an HTTP API.</summary>
    public bool HttpApi { get; set; } = true;

    /// <summary>Only prints the plan.</summary>
    public bool PlanOnly { get; set; }

    protected override async System.Threading.Tasks.Task RunAsync(CancellationToken cancellation)
    {
        if (!TryParse(Smoke, Deployment.Smoke.Ping, out var smoke) || !TryReadEndpoint(out var endpoint))
            return;
        var request = new DeployRequest
        {
            Build = Directory,
            Connection = new AwsConnection
            {
                Endpoint = endpoint,
                Region = Text(Region),
                Profile = Text(Profile),
            },
            Store = Text(Store),
            Smoke = smoke,
            MoveLive = !KeepLive,
            HttpApi = HttpApi,
        };
        if (PlanOnly)
        {
            Log.LogMessage(MessageImportance.High, "{0}", (await DeploymentService.PlanAsync(request, cancellation)).ToString().TrimEnd());
            return;
        }
        var result = await DeploymentService.DeployAsync(request, new Steps(Log), cancellation);
        Log.LogMessage(
            MessageImportance.High,
            "{0}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{result.App}: setup {result.Setup} deployed as {result.Release}, "
                    + $"{result.Versions.Count} functions in {result.Elapsed.TotalSeconds:0.0} s; "
                    + $"live: {(result.Live.Count == 0 ? "unchanged" : string.Join(", ", result.Live.Keys.Order(StringComparer.Ordinal)))}"
                    + $"{(result.Address is { } address ? "; routes at " + address : "")}"
            )
        );
    }

    private bool TryReadEndpoint(out Uri? endpoint)
    {
        endpoint = null;
        if (Text(Endpoint) is not { } text || (Uri.TryCreate(text, UriKind.Absolute, out endpoint) && endpoint.Scheme is "http" or "https"))
            return true;
        Error(new FusionizeException(DeployCodes.BadOption, null, $"FusionizeEndpoint '{text}' isn't an http or https address."));
        return false;
    }

    private bool TryParse<T>(string? text, T fallback, out T value)
        where T : struct, Enum
    {
        value = fallback;
        if (Text(text) is not { } given || (Enum.TryParse(given, ignoreCase: true, out value) && !char.IsAsciiDigit(given[^1])))
            return true;
        Error(new FusionizeException(DeployCodes.BadOption, null, $"'{given}' isn't one of {string.Join(", ", Enum.GetNames<T>())}."));
        return false;
    }

    private sealed class Steps(Microsoft.Build.Utilities.TaskLoggingHelper log) : IProgress<DeployStep>
    {
        public void Report(DeployStep step) =>
            log.LogMessage(MessageImportance.Normal, "{0} {1}/{2}: {3} {4}", step.Phase, step.Done, step.Total, step.Function, step.Text);
    }
}
