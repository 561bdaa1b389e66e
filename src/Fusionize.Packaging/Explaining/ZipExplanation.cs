using System.Collections.Immutable;

namespace Fusionize.Packaging.Explaining;

/// <summary>The content of a group's zip, the reasons, and the sizes of other groupings.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Zip">Path of the zip.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Tasks">The group's tasks, its root first.</param>
/// <param name="Files">Its files, the largest first.</param>
/// <param name="Fusions">The estimated size of one zip with each other group of the build.</param>
/// <param name="Splits">The estimated size of each task alone; empty for a group of one task.</param>
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
/// <param name="ZipBytes">Its compressed size.</param>
/// <param name="From">Its origin: <c>application</c>, <c>Fusionize</c>, <c>host</c>, <c>framework</c>, <c>settings</c>, <c>content</c>, or package
/// and version.</param>
/// <param name="Tasks">The tasks that reach it; empty if every function needs it.</param>
/// <param name="Why">The reason for it.</param>
public sealed record ExplainedFile(string Name, long Bytes, long ZipBytes, string From, ImmutableArray<string> Tasks, string Why);

/// <param name="With">The other group.</param>
/// <param name="Bytes">The estimated size of one zip with both.</param>
/// <param name="Saved">The estimated saving compared with two zips.</param>
public sealed record FusionEstimate(string With, long Bytes, long Saved);

/// <param name="Task">The task that would get a group of its own.</param>
/// <param name="Bytes">The estimated size of its zip.</param>
/// <param name="Rest">The estimated size of the remaining zip.</param>
public sealed record SplitEstimate(string Task, long Bytes, long Rest);
