using Fusionize.Shared;

namespace Fusionize.Generators.Model;

/// <summary>The host's slice, or the reason why it can't be read.</summary>
internal sealed record SliceModel(Slice? Slice, string? Error);

/// <summary>What a host is generated from.</summary>
/// <param name="Slice">The slice.</param>
/// <param name="Nulls">The checks for nulls.</param>
internal sealed record HostModel(SliceModel Slice, HostNulls Nulls);
