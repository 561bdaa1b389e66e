using System.Collections.Immutable;
using System.Text;
using Fusionize.Aws.Lambda;
using Fusionize.Packaging;

namespace Fusionize.Deployment;

/// <summary>The action of a deployment on a function.</summary>
public enum FunctionChange
{
    /// <summary>It already has this release.</summary>
    None,

    /// <summary>It doesn't exist yet.</summary>
    Create,

    /// <summary>Update the code, and the configuration if it differs.</summary>
    Code,

    /// <summary>Update only the configuration; the code is up to date.</summary>
    Configuration,

    /// <summary>Code and configuration are up to date, but an interrupted deployment didn't publish them.</summary>
    Publish,
}

/// <summary>The steps of a deployment, computed from the platform's present state. Making a plan changes nothing.</summary>
public sealed class DeployPlan
{
    internal DeployPlan(
        FusionManifest manifest,
        string directory,
        DeployOptions options,
        string release,
        ImmutableArray<PlannedFunction> functions,
        ImmutableArray<string> others,
        HttpApiPlan? http
    ) =>
        (Manifest, Directory, Options, Release, Functions, Others, HttpApi) = (manifest, directory, options, release, functions, others, http);

    public FusionManifest Manifest { get; }
    public string Directory { get; }
    public DeployOptions Options { get; }

    /// <summary>The alias of this release, that is, this code and configuration, on every function.</summary>
    public string Release { get; }

    public ImmutableArray<PlannedFunction> Functions { get; }

    /// <summary>Functions of the application that aren't in the setup. They stay unchanged.</summary>
    public ImmutableArray<string> Others { get; }

    /// <summary>The HTTP API with the application's routes; null if it has none, or if the deployment leaves the API alone.</summary>
    public HttpApiPlan? HttpApi { get; }

    /// <summary>What triggers need; null if there are none, or if the deployment makes nothing for them.</summary>
    public TriggerPlan? Triggers { get; init; }

    public bool ChangesNothing => ChangesNoFunction && HttpApi is not { Changes.IsEmpty: false } && Triggers?.Changes.Any() != true;

    private bool ChangesNoFunction => Functions.All(f => f.Change == FunctionChange.None && !f.MovesSetup && !f.MovesLive);

    public override string ToString()
    {
        var text = new StringBuilder($"{Manifest.App}: setup {Manifest.Setup} {Manifest.Notation}\nrelease {Release}\n");
        var width = Functions.Max(f => f.Name.Length);
        foreach (var f in Functions)
        {
            text.Append($"  {f.Name.PadRight(width)}  {f.Group.MemoryMB,5} MB  {f.Group.Bytes / 1000.0,7:0.0} kB  {f.Describe()}\n");
        }
        foreach (var other in Others)
            text.Append($"  {other.PadRight(width)}  not in this setup: left as it is\n");
        if (HttpApi is { } http)
        {
            text.Append($"  HTTP API {http.Address ?? "(new)"}{(http.Changes.IsEmpty ? "  unchanged" : "")}\n");
            foreach (var change in http.Changes)
                text.Append($"    {change}\n");
        }
        foreach (var change in Triggers?.Changes ?? [])
            text.Append($"  {change}\n");
        if (Warning is { } warning)
            text.Append(warning).Append('\n');
        return text.ToString();
    }

    /// <summary>A warning for the user; null if there is none.</summary>
    public string? Warning => string.Join(' ', new[] { FailuresWarning, TriggersWarning }.OfType<string>()) is { Length: > 0 } text ? text : null;

    private string? TriggersWarning =>
        Triggers is { Others: { IsEmpty: false } others }
            ? $"A deployment doesn't make these triggers: {string.Join(", ", others)}. Make them yourself, or let a template do it "
                + "(fusionize template --scope everything)."
            : null;

    private string? FailuresWarning =>
        Functions.Where(f => f.LosesFailures).Select(f => f.Name).ToArray() is { Length: > 0 } names
            ? $"No failure destination: detached work that keeps failing in {string.Join(", ", names)} is lost after its last attempt. "
                + $"Give one with --failures (FusionizeFailures)."
            : null;
}

/// <summary>A function in a plan.</summary>
public sealed class PlannedFunction
{
    internal PlannedFunction(
        DesiredFunction desired,
        FunctionConfiguration? current,
        AliasConfiguration? release,
        AliasConfiguration? setup,
        AliasConfiguration? live,
        DeployOptions options,
        string releaseAlias
    )
    {
        Desired = desired;
        Current = current;
        ReleaseVersion = release?.FunctionVersion;
        LiveVersion = live?.FunctionVersion;
        Differences = current is null ? [] : [.. desired.Differences(current)];
        Change =
            release is not null ? FunctionChange.None
            : current is null ? FunctionChange.Create
            : !desired.HasCode(current) ? FunctionChange.Code
            : Differences.Length > 0 ? FunctionChange.Configuration
            : FunctionChange.Publish;
        MovesSetup = release is null || setup?.FunctionVersion != release.FunctionVersion;
        MovesLive =
            options.MoveLive
            && desired.IsEntry
            && !(
                release is not null
                && live is not null
                && live.FunctionVersion == release.FunctionVersion
                && live.RoutingConfig?.AdditionalVersionWeights is not { Count: > 0 }
                && LiveNote.Of(live).IsCurrent(releaseAlias)
            );
    }

    internal DesiredFunction Desired { get; }
    internal FunctionConfiguration? Current { get; }

    public string Name => Desired.Name;
    public ManifestGroup Group => Desired.Group;

    /// <summary>Whether detached work that keeps failing would be lost: the function gets such work and has no failure destination.</summary>
    public bool LosesFailures => Desired.GetsDetachedWork && Desired.Failures is null && Current?.DeadLetterConfig?.TargetArn is not { Length: > 0 };
    public bool IsEntry => Desired.IsEntry;
    public FunctionChange Change { get; }
    public ImmutableArray<string> Differences { get; }

    /// <summary>The version of this release, if there is one.</summary>
    public string? ReleaseVersion { get; }

    /// <summary>The version that gets live traffic now.</summary>
    public string? LiveVersion { get; }

    public bool MovesSetup { get; }
    public bool MovesLive { get; }

    public string Describe()
    {
        var change = Change switch
        {
            FunctionChange.None => MovesSetup || MovesLive
                ? "is there (version " + ReleaseVersion + ")"
                : "unchanged (version " + ReleaseVersion + ")",
            FunctionChange.Create => "create",
            FunctionChange.Code => Differences.Length == 0 ? "new code" : "new code; " + string.Join("; ", Differences),
            FunctionChange.Configuration => string.Join("; ", Differences),
            _ => "publish",
        };
        return MovesLive ? $"{change}; live {LiveVersion ?? "(none)"} → {ReleaseVersion ?? "new version"}" : change;
    }
}
