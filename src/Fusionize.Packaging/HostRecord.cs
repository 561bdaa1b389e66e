using System.Collections.Immutable;
using System.Text.Json;

namespace Fusionize.Packaging;

/// <summary>What a host is made from, and what came of it.</summary>
/// <param name="Key">Hash of all but the application's own assemblies.</param>
/// <param name="Sources">These, by path, with the hash of each.</param>
/// <param name="Types">The tasks' types.</param>
/// <param name="Surface">What the compiler saw of them; null where that can't be told.</param>
/// <param name="Sha256">Hash of the compiled host.</param>
internal sealed record HostRecord(
    string Key,
    ImmutableSortedDictionary<string, string> Sources,
    ImmutableArray<string> Types,
    string? Surface = null,
    string? Sha256 = null
)
{
    /// <summary>Types inside them that need a name of their own.</summary>
    public ImmutableArray<string> Named { get; init; } = [];

    public string ToJson() => JsonSerializer.Serialize(this, PackagingJson.Default.HostRecord);
}
