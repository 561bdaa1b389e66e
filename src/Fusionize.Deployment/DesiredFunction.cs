using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fusionize.Aws.Lambda;
using Fusionize.Packaging;
using Fusionize.Setups;
using Environment = Fusionize.Aws.Lambda.Environment;

namespace Fusionize.Deployment;

/// <summary>
/// The desired state of a function: the hash of its code and its whole configuration. A group has one function, and another one for each entry task
/// that isn't its root.
/// </summary>
internal sealed class DesiredFunction
{
    /// <summary>The tag with the application's name on each of its functions. It is used to find them.</summary>
    public const string AppVariable = "FUSIONIZE_APP";
    public const string SetupVariable = "FUSIONIZE_SETUP";
    public const string QualifierVariable = "FUSIONIZE_QUALIFIER";

    /// <summary>The variable with the task for requests that don't name a task, if that isn't the group's root.</summary>
    public const string EntryVariable = "FUSIONIZE_ENTRY";

    /// <summary>The variable with the kinds of the function's triggers. Its presence tells a later deployment what to look for.</summary>
    public const string TriggersVariable = "FUSIONIZE_TRIGGERS";

    private const int MaxEnvironmentBytes = 4096;
    private const int MaxTimeoutSeconds = 900;

    private readonly DeployOptions _options;
    private readonly SortedDictionary<string, string> _environment;

    private DesiredFunction(FusionManifest manifest, ManifestGroup group, string? entry, DeployOptions options)
    {
        _options = options;
        Group = group;
        Task = entry ?? group.Name;
        Name = group.FunctionOf(Task);
        var settings = options.Tasks.Where(t => group.Tasks.Contains(t.Task)).ToArray();
        Role = RoleOf(Task) ?? RoleOf(group.Name) ?? options.Role;
        TimeoutSeconds = group.Tasks.Max(t =>
            settings.LastOrDefault(s => s.Task == t && s.TimeoutSeconds is not null)?.TimeoutSeconds ?? options.TimeoutSeconds
        );
        CodeSha256 = Convert.ToBase64String(Convert.FromHexString(group.Sha256));
        var entries = manifest.Tasks.Where(t => t.Entry).Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
        IsEntry = entries.Contains(Task);
        GetsDetachedWork = entry is null && manifest.GroupsWithDetachedWork().Contains(group.Name);
        Description = Cut($"{(IsEntry ? "entry" : "inner")}; {manifest.Notation}", 256);
        var functions = manifest.Groups.ToDictionary(g => g.Name, g => g.Function, StringComparer.Ordinal);
        _environment = new(options.Environment.ToDictionary(), StringComparer.Ordinal)
        {
            [AppVariable] = manifest.App,
            [SetupVariable] = manifest.Setup,
            ["FUSIONIZE_TRACE"] = options.Trace,
        };
        foreach (
            var (task, (name, value)) in settings.SelectMany(s =>
                (s.Variables ?? ImmutableSortedDictionary<string, string>.Empty).Select(v => (s.Task, v))
            )
        )
        {
            if (_environment.TryGetValue(name, out var other) && other != value)
                throw new FusionizeException(
                    DeployCodes.BadOption,
                    Name,
                    $"Task '{task}' sets the variable {name} to another value than the deployment or another task of the function."
                );
            _environment[name] = value;
        }
        if (entry is not null)
            _environment[EntryVariable] = entry;
        if (FunctionRoutes.Write(Task, manifest.TaskRoutes) is { } routes)
            _environment[FunctionRoutes.Variable] = routes;
        if (manifest.Tasks.First(t => t.Id == Task).Triggers is { Count: > 0 } triggers)
            _environment[TriggersVariable] = string.Join(',', triggers.Select(t => t.Kind).Distinct().Order(StringComparer.Ordinal));
        if (group.Routes.Count > 0)
            _environment["FUSIONIZE_ROUTES"] = string.Join(';', group.Routes.Select(r => $"{r.Key}={functions[r.Value]}"));

        string? RoleOf(string task) =>
            options.RoleOfGroup.GetValueOrDefault(task) ?? settings.LastOrDefault(t => t.Task == task && t.Role is not null)?.Role;
    }

    public ManifestGroup Group { get; }

    /// <summary>The task that the function is named after. It also serves requests that name no task.</summary>
    public string Task { get; }

    public string Name { get; }
    public string? Role { get; }
    public int TimeoutSeconds { get; }

    /// <summary>The hash of the code in base64, as Lambda returns it.</summary>
    public string CodeSha256 { get; }

    /// <summary>Whether clients invoke it.</summary>
    public bool IsEntry { get; }

    /// <summary>Whether other functions call it asynchronously.</summary>
    public bool GetsDetachedWork { get; }

    public string Description { get; }

    /// <summary>The failure destination that this deployment sets; null: none.</summary>
    public string? Failures => GetsDetachedWork ? _options.Failures : null;

    /// <summary>Its whole environment.</summary>
    public IReadOnlyDictionary<string, string> Variables => _environment;

    /// <summary>
    /// All functions of a manifest, and the alias of their release. Any difference in code or configuration results in another release.
    /// </summary>
    public static (string Release, IReadOnlyList<DesiredFunction> Functions) Of(FusionManifest manifest, DeployOptions options)
    {
        if (options.Tasks.FirstOrDefault(t => !manifest.Tasks.Any(known => known.Id == t.Task)) is { } unknown)
            throw new FusionizeException(
                DeployCodes.BadOption,
                null,
                $"There are settings for '{unknown.Task}', which isn't a task of '{manifest.App}'; "
                    + $"its tasks are {string.Join(", ", manifest.Tasks.Select(t => t.Id))}."
            );
        if (
            options.Tasks.Select(t => t.TimeoutSeconds).Append(options.TimeoutSeconds).FirstOrDefault(t => t is < 1 or > MaxTimeoutSeconds) is
            { } time
        )
            throw new FusionizeException(DeployCodes.BadOption, null, $"A function's timeout must be 1 to {MaxTimeoutSeconds} s, not {time} s.");
        var functions = manifest
            .Groups.SelectMany(g => (g.EntryFunctions?.Keys ?? []).Prepend(null), (g, entry) => new DesiredFunction(manifest, g, entry, options))
            .ToArray();
        var text = string.Join('\n', functions.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => f.Fingerprint()));
        var release = Aliases.Release(manifest.Setup, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8]);
        foreach (var function in functions)
        {
            function._environment[QualifierVariable] = release;
            function.CheckEnvironment();
        }
        return (release, functions);
    }

    public CreateFunctionRequest Create(FunctionCode code) =>
        new()
        {
            FunctionName = Name,
            Runtime = Group.Runtime,
            Handler = Group.Handler,
            Role = Role,
            Code = code,
            Description = Description,
            Timeout = TimeoutSeconds,
            MemorySize = Group.MemoryMB,
            Architectures = [Group.Architecture],
            Environment = new Environment { Variables = new(_environment) },
            Tags = _options.Tags.Count == 0 ? null : _options.Tags.ToDictionary(),
            Layers = _options.Layers.IsDefaultOrEmpty ? null : [.. _options.Layers],
            VpcConfig = _options.Vpc,
            DeadLetterConfig = Failures is { } failures ? new() { TargetArn = failures } : null,
        };

    public UpdateFunctionConfigurationRequest Update(string? revision) =>
        new()
        {
            FunctionName = Name,
            Runtime = Group.Runtime,
            Handler = Group.Handler,
            Role = Role,
            Description = Description,
            Timeout = TimeoutSeconds,
            MemorySize = Group.MemoryMB,
            Environment = new Environment { Variables = new(_environment) },
            Layers = _options.Layers.IsDefaultOrEmpty ? null : [.. _options.Layers],
            VpcConfig = _options.Vpc,
            DeadLetterConfig = Failures is { } failures ? new() { TargetArn = failures } : null,
            RevisionId = revision,
        };

    public bool HasCode(FunctionConfiguration actual) =>
        actual.CodeSha256 == CodeSha256 && (actual.Architectures is not { Count: > 0 } all || all.Contains(Group.Architecture));

    /// <summary>The names of the different settings; values may be secret.</summary>
    public IEnumerable<string> Differences(FunctionConfiguration actual)
    {
        if (actual.Runtime != Group.Runtime)
            yield return $"runtime {actual.Runtime} → {Group.Runtime}";
        if (actual.Handler != Group.Handler)
            yield return $"handler {actual.Handler} → {Group.Handler}";
        if (actual.MemorySize != Group.MemoryMB)
            yield return $"memory {actual.MemorySize} → {Group.MemoryMB} MB";
        if (actual.Timeout != TimeoutSeconds)
            yield return $"timeout {actual.Timeout} → {TimeoutSeconds} s";
        if (Role is not null && actual.Role != Role)
            yield return "role";
        if (!_options.Layers.IsDefaultOrEmpty && !_options.Layers.SequenceEqual((actual.Layers ?? []).Select(l => l.Arn ?? "")))
            yield return "layers";
        if (
            _options.Vpc is { } vpc
            && !(Same(vpc.SubnetIds, actual.VpcConfig?.SubnetIds) && Same(vpc.SecurityGroupIds, actual.VpcConfig?.SecurityGroupIds))
        )
            yield return "network";
        if (Failures is { } failures && actual.DeadLetterConfig?.TargetArn != failures)
            yield return "failure destination";
        var variables = actual.Environment?.Variables ?? [];
        var changed = _environment
            .Keys.Union(variables.Keys)
            .Where(k => _environment.GetValueOrDefault(k) != variables.GetValueOrDefault(k))
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (changed.Length > 0)
            yield return "variables " + string.Join(", ", changed);
    }

    public bool IsMetBy(FunctionConfiguration actual) => HasCode(actual) && !Differences(actual).Any();

    private string Fingerprint() =>
        string.Join(
            '\t',
            [
                Name,
                Group.Sha256,
                Group.Runtime,
                Group.Handler,
                Group.Architecture,
                Group.MemoryMB.ToString(CultureInfo.InvariantCulture),
                TimeoutSeconds.ToString(CultureInfo.InvariantCulture),
                Role ?? "",
                string.Join(',', _options.Layers.IsDefault ? [] : _options.Layers),
                string.Join(',', _options.Vpc?.SubnetIds ?? []),
                string.Join(',', _options.Vpc?.SecurityGroupIds ?? []),
                .. _environment.Select(v => v.Key + "=" + v.Value),
                .. Failures is { } failures ? (string[])["failures " + failures] : [],
            ]
        );

    private void CheckEnvironment()
    {
        var bytes = _environment.Sum(v => Encoding.UTF8.GetByteCount(v.Key) + Encoding.UTF8.GetByteCount(v.Value));
        if (bytes > MaxEnvironmentBytes)
            throw new FusionizeException(
                DeployCodes.EnvironmentTooLarge,
                Name,
                $"The function's environment variables have {bytes} bytes; Lambda takes {MaxEnvironmentBytes}."
            );
    }

    private static bool Same(List<string>? a, List<string>? b) =>
        (a ?? []).Order(StringComparer.Ordinal).SequenceEqual((b ?? []).Order(StringComparer.Ordinal));

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
