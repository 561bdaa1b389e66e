using System.Collections.Immutable;

namespace Fusionize.Local.Functions;

/// <summary>An immutable state of the settings of CreateFunction, UpdateFunctionCode and UpdateFunctionConfiguration.</summary>
internal sealed record FunctionConfiguration
{
    public required string Name { get; init; }
    public required string Runtime { get; init; }
    public required string Role { get; init; }
    public string Handler { get; init; } = "";
    public string Description { get; init; } = "";
    public int TimeoutSeconds { get; init; } = 3;
    public int MemoryMB { get; init; } = 128;
    public string Architecture { get; init; } = "x86_64";
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public LoggingConfiguration Logging { get; init; } = LoggingConfiguration.Default;

    /// <summary>Whether new traces of this function are sampled.</summary>
    public bool TracesActively { get; init; }

    public int EphemeralStorageMB { get; init; } = 512;

    /// <summary>Subnets are stored and returned, like the security groups, but have no effect. The platform reports that.</summary>
    public ImmutableArray<string> Subnets { get; init; } = [];

    public ImmutableArray<string> SecurityGroups { get; init; } = [];

    /// <summary>
    /// ARN of a queue or topic. The platform has neither, so it keeps the failed events itself (<see cref="Execution.FailedEvent"/>).
    /// </summary>
    public string DeadLetterTarget { get; init; } = "";

    public required string CodeSha256 { get; init; }
    public required long CodeSize { get; init; }
    public DateTimeOffset LastModified { get; init; } = DateTimeOffset.UtcNow;
    public string RevisionId { get; init; } = Guid.NewGuid().ToString();

    public string LogGroup => Logging.Group ?? "/aws/lambda/" + Name;

    /// <summary>Whether both run in the same way: compares everything except revision, time and description.</summary>
    public bool RunsLike(FunctionConfiguration other) =>
        Runtime == other.Runtime
        && Role == other.Role
        && Handler == other.Handler
        && TimeoutSeconds == other.TimeoutSeconds
        && MemoryMB == other.MemoryMB
        && Architecture == other.Architecture
        && CodeSha256 == other.CodeSha256
        && Environment.SequenceEqual(other.Environment)
        && Logging == other.Logging
        && TracesActively == other.TracesActively
        && EphemeralStorageMB == other.EphemeralStorageMB
        && Subnets.SequenceEqual(other.Subnets)
        && SecurityGroups.SequenceEqual(other.SecurityGroups)
        && DeadLetterTarget == other.DeadLetterTarget;
}
