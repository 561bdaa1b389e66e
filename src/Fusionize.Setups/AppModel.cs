using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Fusionize.Setups;

/// <summary>The properties of a task that optimizers need.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="IsEntry">Whether it can be invoked from outside.</param>
/// <param name="IsBestEffort">Whether a failed detached local call of the task is not retried.</param>
public sealed record AppTask(string Id, bool IsEntry, bool IsBestEffort = false);

/// <summary>How often a call site may run per execution of its task.</summary>
public enum Multiplicity : byte
{
    Once,
    Conditional,
    Loop,
}

/// <summary>A call site. <paramref name="From"/> is null if the call is in a helper method that any task may use.</summary>
public sealed record AppCall(string? From, string To, CallKind Kind, Multiplicity Multiplicity = Multiplicity.Once, string? Location = null);

/// <summary>An application as its compiled manifest describes it: tasks in manifest order, and the call sites between them.</summary>
public sealed record AppModel(string App, ImmutableArray<AppTask> Tasks, ImmutableArray<AppCall> Calls)
{
    private FrozenDictionary<string, int>? _positions;

    private FrozenDictionary<string, int> Positions =>
        _positions ??= Tasks.Select((t, i) => KeyValuePair.Create(t.Id, i)).ToFrozenDictionary(StringComparer.Ordinal);

    public bool Contains(string task) => Positions.ContainsKey(task);

    /// <summary>The task's position in the manifest. Tasks that aren't in the manifest come last.</summary>
    public int PositionOf(string task) => Positions.TryGetValue(task, out var position) ? position : int.MaxValue;

    /// <summary>The entry tasks whose home the group is, without its root.</summary>
    public IEnumerable<string> EntriesBesideRoot(FusionGroup group) =>
        Tasks.Where(t => t.IsEntry && t.Id != group.Name && group.Entries.Contains(t.Id)).Select(t => t.Id);

    /// <summary>Whether calls may leave the group: calls of tasks in other groups, and detached calls, which are handed over if the local attempt
    /// fails.</summary>
    public bool MayLeave(FusionGroup group, AppCall call) =>
        (call.From is null || group.Tasks.Contains(call.From)) && (!group.RunsLocally(call.To, call.Kind) || IsHandedOver(call));

    private bool IsHandedOver(AppCall call) =>
        call.Kind == CallKind.Async && !(Positions.TryGetValue(call.To, out var position) && Tasks[position].IsBestEffort);

    public bool Equals(AppModel? other) =>
        other is not null && App == other.App && Tasks.SequenceEqual(other.Tasks) && Calls.SequenceEqual(other.Calls);

    public override int GetHashCode() => HashCode.Combine(App, Tasks.Length, Calls.Length);
}
