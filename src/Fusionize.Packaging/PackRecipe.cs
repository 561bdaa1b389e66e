using System.Collections.Immutable;
using System.Text.Json;
using Fusionize.Packaging.Reaching;

namespace Fusionize.Packaging;

/// <summary>The plan's input for packing one group.</summary>
public sealed record PackRecipe
{
    /// <summary>The group's name.</summary>
    public required string Group { get; init; }

    /// <summary>Hash of all inputs of the zip; if it is linked, without <see cref="Sources"/>.</summary>
    public required string Key { get; init; }

    /// <summary>The application's own linked assemblies by path, with the hash of each, and the hash of <see cref="Switches"/>. The zip depends only
    /// on the parts of these that it reaches.</summary>
    public ImmutableSortedDictionary<string, string> Sources { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The switches of these assemblies' tasks.</summary>
    public ImmutableSortedDictionary<string, bool> Switches { get; init; } = ImmutableSortedDictionary<string, bool>.Empty;

    /// <summary>Assembly name of the host.</summary>
    public required string Host { get; init; }

    /// <summary>The compiled host, before linking.</summary>
    public required string HostPath { get; init; }

    /// <summary>The linker's output folder; null if nothing was linked.</summary>
    public required string? Linked { get; init; }

    /// <summary>The ahead-of-time compiler's output folder; null if nothing was compiled.</summary>
    public required string? Compiled { get; init; }

    /// <summary>The SDK's output folder of a program with its own runtime; null if the platform's runtime runs it.</summary>
    public required string? Published { get; init; }

    /// <summary>All files that the zip may contain.</summary>
    public required ImmutableArray<AppFile> Files { get; init; }

    /// <summary>NuGet's project.assets.json.</summary>
    public required string? AssetsFile { get; init; }

    /// <summary><c>x64</c> or <c>arm64</c>.</summary>
    public required string Processor { get; init; }

    public required string TargetFramework { get; init; }

    public required string FrameworkMoniker { get; init; }

    public required ImmutableArray<RuntimeFramework> Frameworks { get; init; }

    /// <summary>Settings for <c>runtimeconfig.json</c>.</summary>
    public required ImmutableSortedDictionary<string, string> RuntimeOptions { get; init; }

    /// <summary>The assemblies among <see cref="Sources"/>.</summary>
    internal IEnumerable<string> SourceFiles => Sources.Keys.Where(s => s != SwitchesEntry);

    /// <summary>The entry of <see cref="Sources"/> that isn't a file.</summary>
    internal const string SwitchesEntry = "";

    public string ToJson() => JsonSerializer.Serialize(this, PackagingJson.Default.PackRecipe);

    public static PackRecipe Read(string file) => JsonSerializer.Deserialize(File.ReadAllBytes(file), PackagingJson.Default.PackRecipe)!;
}

/// <summary>
/// The result of packing one group: <c>group.json</c> next to its zip. It is written last, so that an interrupted build leaves none.
/// </summary>
public sealed record PackedGroup
{
    /// <summary>Key of the recipe that the zip was made from.</summary>
    public required string Key { get; init; }

    /// <summary>The recipe's sources, or those of a later recipe with the same fingerprint.</summary>
    public ImmutableSortedDictionary<string, string> Sources { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The <see cref="ReachFingerprint"/> of the parts of its sources that the zip reaches; null if unknown.</summary>
    public string? Reach { get; init; }

    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }

    public required ImmutableArray<PackedAssembly> Assemblies { get; init; }

    /// <summary>The linker's warnings about the application's own code.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, PackagingJson.Default.PackedGroup);

    /// <summary>Null if it is missing or incomplete.</summary>
    public static PackedGroup? TryRead(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), PackagingJson.Default.PackedGroup) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>An assembly in a zip, with its size there before compression.</summary>
public sealed record PackedAssembly(string Name, long Bytes);
