namespace Fusionize.Packaging.Overlooked;

/// <summary>A task, or a use of one, that isn't affected by any fusion setup.</summary>
/// <param name="Code">FZ1020 or FZ1021.</param>
/// <param name="File">The assembly's file.</param>
/// <param name="Message">The use, its place, and what to do.</param>
public sealed record OverlookedUse(string Code, string File, string Message);
