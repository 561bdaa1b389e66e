using Fusionize.Shared;

namespace Fusionize.Generators.Model;

/// <summary>The host's slice, or the reason why it can't be read.</summary>
internal sealed record SliceModel(Slice? Slice, string? Error);
