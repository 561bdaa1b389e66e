using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Fusionize.Packaging;

/// <summary>What the build knows of the application when it plans.</summary>
public sealed record FuseInputs
{
    /// <summary>Name of the application's assembly.</summary>
    public required string AppAssembly { get; init; }

    /// <summary>What the application publishes.</summary>
    public required ImmutableArray<PublishFile> Files { get; init; }

    /// <summary>The framework's reference assemblies.</summary>
    public required ImmutableArray<string> Framework { get; init; }

    /// <summary>Compiler plug-ins, linker, tasks: with another one of them a zip may be another.</summary>
    public required ImmutableArray<string> Tools { get; init; }

    /// <summary>Assemblies that stay whole.</summary>
    public required FrozenSet<string> Keep { get; init; }

    public required LinkPolicy Policy { get; init; }

    /// <summary>The linker's warnings that the project doesn't want to see.</summary>
    public required ImmutableArray<string> NoWarn { get; init; }

    public required FunctionMode Mode { get; init; }

    /// <summary>The only system that the application is built for; null when it runs on any.</summary>
    public required string? RuntimeIdentifier { get; init; }

    /// <summary>Whether assemblies are compiled ahead of time.</summary>
    public required bool IsReadyToRun { get; init; }

    public required string TargetFramework { get; init; }

    public required string FrameworkMoniker { get; init; }

    public required ImmutableArray<RuntimeFramework> Frameworks { get; init; }

    public required ImmutableSortedDictionary<string, string> RuntimeOptions { get; init; }

    public required string? AssetsFile { get; init; }

    /// <summary>Whatever else a zip depends on, as text.</summary>
    public string Salt { get; init; } = "";
}
