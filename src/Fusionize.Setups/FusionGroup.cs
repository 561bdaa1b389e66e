using System.Collections.Immutable;

namespace Fusionize.Setups;

/// <summary>
/// Tasks that are deployed together as one function. Task lists are kept in one order (the root first, the rest sorted), so that equal
/// groups are equal and have equal JSON.
/// </summary>
public sealed record FusionGroup
{
    public const int MinMemoryMB = 128;
    public const int MaxMemoryMB = 10240;
    public const int DefaultMemoryMB = 128;

    /// <param name="name">The root: the group's first entry.</param>
    /// <param name="tasks">The tasks that are local in the group.</param>
    /// <param name="entries">The tasks whose home this group is; null: all of them.</param>
    public FusionGroup(
        string name,
        IEnumerable<string> tasks,
        IEnumerable<string>? entries = null,
        int memoryMB = DefaultMemoryMB,
        string architecture = Architectures.X64,
        IEnumerable<string>? remoteAsync = null
    )
    {
        Name = name;
        Tasks = RootFirst(name, tasks);
        Entries = entries is null ? Tasks : RootFirst(name, entries);
        MemoryMB = memoryMB;
        Architecture = architecture;
        RemoteAsync = [.. (remoteAsync ?? []).Distinct().Order(StringComparer.Ordinal)];
    }

    public string Name { get; }

    public ImmutableArray<string> Tasks { get; }

    public ImmutableArray<string> Entries { get; }

    public int MemoryMB { get; init; }

    public string Architecture { get; init; }

    /// <summary>Tasks of the group whose asynchronous calls nevertheless go to their home.</summary>
    public ImmutableArray<string> RemoteAsync { get; init; }

    /// <summary>Whether a call of the task from inside this group is a plain method call.</summary>
    public bool RunsLocally(string task, CallKind kind) => Tasks.Contains(task) && (kind == CallKind.Sync || !RemoteAsync.Contains(task));

    public bool Equals(FusionGroup? other) =>
        other is not null
        && Name == other.Name
        && MemoryMB == other.MemoryMB
        && Architecture == other.Architecture
        && Tasks.AsSpan().SequenceEqual(other.Tasks.AsSpan())
        && Entries.AsSpan().SequenceEqual(other.Entries.AsSpan())
        && RemoteAsync.AsSpan().SequenceEqual(other.RemoteAsync.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Name, MemoryMB, Tasks.Length, Entries.Length);

    public override string ToString() => SetupNotation.Print(this);

    private static ImmutableArray<string> RootFirst(string root, IEnumerable<string> tasks) =>
        [.. tasks.Distinct().OrderBy(t => t != root).ThenBy(t => t, StringComparer.Ordinal)];
}

/// <summary>The processor architectures that Lambda supports.</summary>
public static class Architectures
{
    public const string X64 = "x86_64";
    public const string Arm64 = "arm64";

    public static bool IsKnown(string architecture) => architecture is X64 or Arm64;
}
