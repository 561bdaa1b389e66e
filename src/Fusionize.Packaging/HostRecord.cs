using System.Collections.Immutable;
using System.Text.Json;

namespace Fusionize.Packaging;

/// <summary>The inputs of a host, and its hash once it is compiled.</summary>
/// <param name="Key">Hash of all inputs except the application's own assemblies.</param>
/// <param name="Sources">The application's own assemblies: path and hash of each.</param>
/// <param name="Types">The tasks' types.</param>
/// <param name="Surface">A hash of their signatures and types; null if it can't be determined.</param>
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
