using System.Collections.Immutable;

namespace Fusionize.Setups;

/// <summary>A group's change from one setup to another. Groups are matched by name.</summary>
/// <param name="Before">Null: the group is new.</param>
/// <param name="After">Null: the group was removed.</param>
internal sealed record GroupChange(FusionGroup? Before, FusionGroup? After)
{
    public string Name => (After ?? Before)!.Name;

    /// <summary>Tasks that were added to a group; none if the group itself was added or removed.</summary>
    public ImmutableArray<string> Gained => IsKept ? [.. After!.Tasks.Except(Before!.Tasks)] : [];

    /// <summary>Tasks that were removed from a group; none if the group itself was added or removed.</summary>
    public ImmutableArray<string> Lost => IsKept ? [.. Before!.Tasks.Except(After!.Tasks)] : [];

    public bool IsResized => IsKept && After!.MemoryMB != Before!.MemoryMB;

    public bool IsMoved => IsKept && After!.Architecture != Before!.Architecture;

    /// <summary>Whether the group is now the home of other tasks.</summary>
    public bool HasOtherEntries => IsKept && !After!.Entries.AsSpan().SequenceEqual(Before!.Entries.AsSpan());

    /// <summary>Whether other asynchronous calls leave the group.</summary>
    public bool HandsOverOthers => IsKept && !After!.RemoteAsync.AsSpan().SequenceEqual(Before!.RemoteAsync.AsSpan());

    private bool IsKept => Before is not null && After is not null;

    /// <summary>The groups that changed: those of the new setup in its order, then the removed ones.</summary>
    public static IEnumerable<GroupChange> Between(FusionSetup old, FusionSetup @new) =>
        @new
            .Groups.Select(g => new GroupChange(old.FindGroup(g.Name), g))
            .Concat(old.Groups.Where(g => @new.FindGroup(g.Name) is null).Select(g => new GroupChange(g, null)))
            .Where(c => c.Before != c.After);
}
