using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Functions;

/// <summary>Lambda's rules for a function's configuration.</summary>
internal static partial class FunctionRules
{
    public static string Runtime(string? runtime)
    {
        if (string.IsNullOrEmpty(runtime))
            throw LambdaError.InvalidParameter("Runtime and Handler are mandatory parameters for functions created with deployment packages.");
        return FunctionCommand.IsSupported(runtime)
            ? runtime
            : throw LambdaError.InvalidParameter(
                $"Value {runtime} at 'runtime' failed to satisfy constraint: the local platform runs dotnet10 and provided.al2023"
            );
    }

    public static string Role(string? role)
    {
        if (string.IsNullOrEmpty(role))
            throw Invalid("role", "null", "Member must not be null");
        return RolePattern().IsMatch(role) ? role : throw Invalid("role", role, $"Member must satisfy regular expression pattern: {RolePattern()}");
    }

    public static string Handler(string handler)
    {
        if (handler.Length == 0)
            throw LambdaError.InvalidParameter("Runtime and Handler are mandatory parameters for functions created with deployment packages.");
        return handler.Length <= 128 && !handler.Any(char.IsWhiteSpace)
            ? handler
            : throw Invalid("handler", handler, "Member must satisfy regular expression pattern: [^\\s]+");
    }

    public static string Description(string? description) =>
        description is null or { Length: <= 256 }
            ? description ?? ""
            : throw Invalid("description", description, "Member must have length less than or equal to 256");

    public static int Memory(int memory) =>
        memory is >= 128 and <= 10240
            ? memory
            : throw Range(memory, "memorySize", memory < 128 ? "greater than or equal to 128" : "less than or equal to 10240");

    public static int Timeout(int seconds) =>
        seconds is >= 1 and <= 900
            ? seconds
            : throw Range(seconds, "timeout", seconds < 1 ? "greater than or equal to 1" : "less than or equal to 900");

    public static string Architecture(string[]? architectures) =>
        architectures switch
        {
            null or [] => "x86_64",
            ["x86_64" or "arm64"] => architectures[0],
            _ => throw LambdaError.Validation(
                $"Value '[{string.Join(", ", architectures)}]' at 'architectures' failed to satisfy constraint: [x86_64] or [arm64]"
            ),
        };

    public static ImmutableSortedDictionary<string, string> Environment(Dictionary<string, string?>? variables)
    {
        if (variables is null)
            return ImmutableSortedDictionary<string, string>.Empty;
        foreach (var (name, value) in variables)
        {
            if (!VariablePattern().IsMatch(name))
                throw Invalid(
                    "environment.variables",
                    name,
                    $"Map keys must satisfy constraint: [Member must satisfy regular expression pattern: {VariablePattern()}]"
                );
            if (value is null)
                throw Invalid("environment.variables", $"{name}=null", "Map value must satisfy constraint: [Member must not be null]");
            if (value.Contains('\0'))
                throw LambdaError.InvalidParameter($"Environment variable {name} contains a NUL character.");
        }
        var reserved = variables.Keys.Intersect(FunctionEnvironment.Reserved, StringComparer.Ordinal).ToArray();
        if (reserved.Length > 0)
            throw LambdaError.InvalidParameter(
                "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved "
                    + "keys that are currently not supported "
                    + $"for modification. Reserved keys used in this request: {string.Join(", ", reserved)}"
            );
        if (variables.Sum(v => Encoding.UTF8.GetByteCount(v.Key) + Encoding.UTF8.GetByteCount(v.Value!)) > 4096)
            throw LambdaError.InvalidParameter(
                "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the "
                    + "4KB limit."
            );
        return variables.ToImmutableSortedDictionary(v => v.Key, v => v.Value!, StringComparer.Ordinal);
    }

    public static LoggingConfiguration Logging(LoggingBody? body, LoggingConfiguration old)
    {
        if (body is null)
            return old;
        var json = body.LogFormat switch
        {
            null => old.Json,
            "JSON" => true,
            "Text" => false,
            var other => throw Invalid("loggingConfig.logFormat", other, "Member must satisfy enum value set: [JSON, Text]"),
        };
        if (!json && (body.ApplicationLogLevel ?? body.SystemLogLevel) is not null)
            throw LambdaError.InvalidParameter("To specify a log level, you must set LogFormat to JSON.");
        if (body.LogGroup is { } group && !LogGroupPattern().IsMatch(group))
            throw Invalid("loggingConfig.logGroup", group, $"Member must satisfy regular expression pattern: {LogGroupPattern()}");
        return new(
            json,
            json ? Level("applicationLogLevel", body.ApplicationLogLevel, LogLevel.Trace, LogLevel.Fatal) ?? old.Application : null,
            json ? Level("systemLogLevel", body.SystemLogLevel, LogLevel.Debug, LogLevel.Warn) ?? old.System : null,
            body.LogGroup ?? old.Group
        );
    }

    private static LogLevel? Level(string member, string? text, LogLevel first, LogLevel last)
    {
        if (text is null)
            return null;
        for (var level = first; level <= last; level++)
        {
            if (level.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
                return level;
        }
        throw Invalid("loggingConfig." + member, text, $"Member must satisfy enum value set, from {first} to {last}");
    }

    public static bool TracesActively(TracingBody? body, bool old) =>
        body?.Mode switch
        {
            null => old,
            "Active" => true,
            "PassThrough" => false,
            var other => throw Invalid("tracingConfig.mode", other, "Member must satisfy enum value set: [Active, PassThrough]"),
        };

    /// <summary>Functions use this machine's temporary folder, so it must have the configured amount of free space.</summary>
    public static int EphemeralStorage(StorageBody? body, int old)
    {
        if (body?.Size is not { } size)
            return old;
        if (size is < 512 or > 10240)
            throw Range(size, "ephemeralStorage.size", size < 512 ? "greater than or equal to 512" : "less than or equal to 10240");
        var free = new DriveInfo(Path.GetTempPath()).AvailableFreeSpace >> 20;
        return size == 512 || size <= free
            ? size
            : throw LambdaError.InvalidParameter(
                $"The local platform can't provide EphemeralStorage of {size} MB: {Path.GetTempPath()} has {free} MB free."
            );
    }

    public static ImmutableArray<string> Subnets(VpcBody? body, ImmutableArray<string> old)
    {
        if (body?.Ipv6AllowedForDualStack == true)
            throw LambdaError.InvalidParameter("The local platform has no Ipv6AllowedForDualStack: functions are in this machine's network.");
        if (body?.SubnetIds is { Length: > 0 } != body?.SecurityGroupIds is { Length: > 0 })
            throw LambdaError.InvalidParameter("SubnetIds and SecurityIds must coexist or be both empty list.");
        return Ids("vpcConfig.subnetIds", body?.SubnetIds, SubnetPattern()) ?? old;
    }

    public static ImmutableArray<string> SecurityGroups(VpcBody? body, ImmutableArray<string> old) =>
        Ids("vpcConfig.securityGroupIds", body?.SecurityGroupIds, SecurityGroupPattern()) ?? old;

    private static ImmutableArray<string>? Ids(string member, string?[]? ids, Regex pattern)
    {
        foreach (var id in ids ?? [])
        {
            if (id is null || !pattern.IsMatch(id))
                throw Invalid(member, id ?? "null", $"Member must satisfy regular expression pattern: {pattern}");
        }
        return ids is null ? null : [.. ids.OfType<string>()];
    }

    public static string DeadLetterTarget(TargetBody? body, string old)
    {
        if (body is null)
            return old;
        var target = body.TargetArn ?? "";
        return target.Length == 0 || QueueOrTopicPattern().IsMatch(target)
            ? target
            : throw Invalid("deadLetterConfig.targetArn", target, $"Member must satisfy regular expression pattern: {QueueOrTopicPattern()}");
    }

    public static IReadOnlyDictionary<string, string> Tags(Dictionary<string, string?>? tags)
    {
        if (tags?.Any(t => t.Key.Length is 0 or > 128 || t.Value is null or { Length: > 256 }) == true)
            throw LambdaError.InvalidParameter("Tag keys have 1 to 128 characters and tag values at most 256.");
        return tags?.ToDictionary(t => t.Key, t => t.Value!) ?? [];
    }

    public static LambdaError Invalid(string member, string value, string rule) =>
        LambdaError.Validation($"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {rule}");

    private static LambdaError Range(int value, string member, string rule) =>
        Invalid(member, value.ToString(CultureInfo.InvariantCulture), $"Member must have value {rule}");

    [GeneratedRegex(@"^arn:(aws[a-zA-Z-]*)?:iam::[0-9]{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex RolePattern();

    [GeneratedRegex(@"^[a-zA-Z]([a-zA-Z0-9_])+\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariablePattern();

    [GeneratedRegex(@"^subnet-[0-9a-z]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex SubnetPattern();

    [GeneratedRegex(@"^sg-[0-9a-zA-Z]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex SecurityGroupPattern();

    [GeneratedRegex(@"^arn:(aws[a-zA-Z-]*)?:(sqs|sns):[^\s:]*:[0-9]{12}:\S+\z", RegexOptions.CultureInvariant)]
    private static partial Regex QueueOrTopicPattern();

    [GeneratedRegex(@"^[\.\-_/#A-Za-z0-9]{1,512}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LogGroupPattern();
}
