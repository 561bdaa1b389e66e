using System.Collections.Immutable;

namespace Fusionize.Packaging.Explaining;

/// <summary>What is in a group's zip, why, and what other groupings would change.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Zip">Path of the zip.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Tasks">The group's tasks, its root first.</param>
/// <param name="Files">What lies in it, the largest first.</param>
/// <param name="Fusions">What one zip with another group of the build would come to.</param>
/// <param name="Splits">What each task would come to alone; empty for a group of one.</param>
public sealed record ZipExplanation(
    string Group,
    string Zip,
    long Bytes,
    ImmutableArray<string> Tasks,
    ImmutableArray<ExplainedFile> Files,
    ImmutableArray<FusionEstimate> Fusions,
    ImmutableArray<SplitEstimate> Splits
);

/// <summary>A file of a zip.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ZipBytes">What it takes in the zip.</param>
/// <param name="From">Whose it is: <c>application</c>, <c>Fusionize</c>, <c>host</c>, <c>framework</c>, <c>settings</c>, <c>content</c>, or package
/// and version.</param>
/// <param name="Tasks">The tasks that reach it; empty for what every function needs.</param>
/// <param name="Why">Why it is there.</param>
public sealed record ExplainedFile(string Name, long Bytes, long ZipBytes, string From, ImmutableArray<string> Tasks, string Why);

/// <param name="With">The other group.</param>
/// <param name="Bytes">About what one zip of both would come to.</param>
/// <param name="Saved">About how much less that is than both zips.</param>
public sealed record FusionEstimate(string With, long Bytes, long Saved);

/// <param name="Task">The task that would get a group of its own.</param>
/// <param name="Bytes">About what its zip would come to.</param>
/// <param name="Rest">About what would stay of the present one.</param>
public sealed record SplitEstimate(string Task, long Bytes, long Rest);
