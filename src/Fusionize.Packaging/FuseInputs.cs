using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Fusionize.Packaging;

/// <summary>The properties of the application that a plan needs.</summary>
public sealed record FuseInputs
{
    /// <summary>Name of the application's assembly.</summary>
    public required string AppAssembly { get; init; }

    /// <summary>The files that the application publishes.</summary>
    public required ImmutableArray<PublishFile> Files { get; init; }

    /// <summary>The framework's reference assemblies.</summary>
    public required ImmutableArray<string> Framework { get; init; }

    /// <summary>Compiler plug-ins, linker, tasks: a change of any of them may change the zips.</summary>
    public required ImmutableArray<string> Tools { get; init; }

    /// <summary>Assemblies that aren't trimmed.</summary>
    public required FrozenSet<string> Keep { get; init; }

    public required LinkPolicy Policy { get; init; }

    /// <summary>The linker's warnings that the project suppresses.</summary>
    public required ImmutableArray<string> NoWarn { get; init; }

    public required FunctionMode Mode { get; init; }

    /// <summary>The only system that the application is built for; null if it runs on any.</summary>
    public required string? RuntimeIdentifier { get; init; }

    /// <summary>Whether assemblies are compiled ahead of time.</summary>
    public required bool IsReadyToRun { get; init; }

    public required string TargetFramework { get; init; }

    public required string FrameworkMoniker { get; init; }

    public required ImmutableArray<RuntimeFramework> Frameworks { get; init; }

    public required ImmutableSortedDictionary<string, string> RuntimeOptions { get; init; }

    public required string? AssetsFile { get; init; }

    /// <summary>All other inputs of a zip, as text.</summary>
    public string Salt { get; init; } = "";
}
