namespace Fusionize.Packaging.Overlooked;

/// <summary>A task, or a use of one, that no fusion setup would ever reach.</summary>
/// <param name="Code">FZ1020 or FZ1021.</param>
/// <param name="File">The assembly's file.</param>
/// <param name="Message">What and where it is, and what to do.</param>
public sealed record OverlookedUse(string Code, string File, string Message);
