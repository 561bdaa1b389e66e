using System.Collections.Immutable;
using Fusionize.Aws.Lambda;
using Fusionize.Packaging;
using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>Combines the build's configuration with the options of a deployment, which take precedence.</summary>
public static class DeployConfiguration
{
    /// <param name="manifest">The build.</param>
    /// <param name="request">The options of the deployment.</param>
    /// <param name="environment">Returns the values of variables that aren't in the build, by name; null if there is none.</param>
    public static DeployOptions Of(FusionManifest manifest, DeployRequest request, Func<string, string?> environment)
    {
        var project = manifest.Deployment ?? new();
        var (subnets, groups) = (List(request.Subnets, project.Subnets), List(request.SecurityGroups, project.SecurityGroups));
        return Of(manifest, environment, request.Environment) with
        {
            Role = request.Role ?? project.Role ?? (request.Connection.Endpoint is { IsLoopback: true } ? DeployRequest.LocalRole : null),
            TimeoutSeconds = request.TimeoutSeconds ?? project.TimeoutSeconds ?? DeployOptions.DefaultTimeoutSeconds,
            Trace = TraceOf(request.Trace ?? project.Trace),
            CodeBucket = request.CodeBucket ?? project.CodeBucket,
            Layers = List(request.Layers, project.Layers),
            Vpc = subnets.IsEmpty && groups.IsEmpty ? null : new VpcConfig { SubnetIds = [.. subnets], SecurityGroupIds = [.. groups] },
            Smoke = request.Smoke,
            MoveLive = request.MoveLive,
            CutOver = request.CutOver,
        };
    }

    /// <summary>The build's configuration alone, for commands that don't deploy.</summary>
    public static DeployOptions Of(FusionManifest manifest, Func<string, string?> environment) =>
        Of(manifest, environment, ImmutableSortedDictionary<string, string>.Empty) with
        {
            TimeoutSeconds = manifest.Deployment?.TimeoutSeconds ?? DeployOptions.DefaultTimeoutSeconds,
            Trace = TraceOf(manifest.Deployment?.Trace),
        };

    /// <summary>Without a sampling plan, all requests are traced.</summary>
    internal static string TraceOf(string? stated) => stated is null or DeployRequest.PlannedTrace ? "on" : stated;

    private static DeployOptions Of(
        FusionManifest manifest,
        Func<string, string?> environment,
        ImmutableSortedDictionary<string, string> given
    )
    {
        var project = manifest.Deployment ?? new();
        // A variable that the deployment sets itself needs no value here.
        var variables = (project.Variables ?? []).Where(v => !given.ContainsKey(v.Name)).ToArray();
        return new()
        {
            Environment = variables.Where(v => v.Task is null).Aggregate(given, (all, v) => all.SetItem(v.Name, ValueOf(v, environment))),
            Tags = project.Tags ?? ImmutableSortedDictionary<string, string>.Empty,
            Tasks =
            [
                .. (project.Tasks ?? []).Select(t => new TaskSettings(t.Task, t.Role, t.TimeoutSeconds)),
                .. variables
                    .Where(v => v.Task is not null)
                    .GroupBy(v => v.Task!)
                    .Select(t => new TaskSettings(
                        t.Key,
                        Variables: t.GroupBy(v => v.Name)
                            .ToImmutableSortedDictionary(v => v.Key, v => ValueOf(v.Last(), environment), StringComparer.Ordinal)
                    )),
            ],
        };
    }

    private static string ValueOf(ManifestVariable variable, Func<string, string?> environment) =>
        variable.Value
        ?? environment(variable.FromEnvironment!)
        ?? throw new FusionizeException(
            DeployCodes.BadOption,
            null,
            $"The functions' variable {variable.Name} has its value from the environment variable {variable.FromEnvironment}, which isn't set here.",
            $"set {variable.FromEnvironment}, or give the value with --env"
        );

    private static ImmutableArray<string> List(ImmutableArray<string>? given, IReadOnlyList<string>? project) => given ?? [.. project ?? []];
}
