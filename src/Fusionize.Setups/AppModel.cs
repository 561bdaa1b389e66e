using System.Collections.Frozen;
using System.Collections.Immutable;
using Fusionize.CompilerServices;
using Fusionize.Setups.Stores;

namespace Fusionize.Setups;

/// <summary>A task as the optimizers see it.</summary>
public sealed record AppTask(string Id, bool IsEntry);

/// <summary>How often a call site may run per execution of its task.</summary>
public enum Multiplicity : byte
{
    Once,
    Conditional,
    Loop,
}

/// <summary>A call site. <paramref name="From"/> is null where the call stands in a helper that any task may use.</summary>
public sealed record AppCall(string? From, string To, CallKind Kind, Multiplicity Multiplicity = Multiplicity.Once, string? Location = null);

/// <summary>An application as its compiled manifest describes it: tasks in manifest order, and the call sites between them.</summary>
public sealed record AppModel(string App, ImmutableArray<AppTask> Tasks, ImmutableArray<AppCall> Calls)
{
    private FrozenDictionary<string, int>? _positions;

    private FrozenDictionary<string, int> Positions
        => _positions ??= Tasks.Select((t, i) => KeyValuePair.Create(t.Id, i)).ToFrozenDictionary(StringComparer.Ordinal);

    public bool Contains(string task) => Positions.ContainsKey(task);

    /// <summary>The task's place in the manifest; tasks that it doesn't know come last.</summary>
    public int PositionOf(string task) => Positions.TryGetValue(task, out var position) ? position : int.MaxValue;

    public bool Equals(AppModel? other)
        => other is not null && App == other.App && Tasks.SequenceEqual(other.Tasks) && Calls.SequenceEqual(other.Calls);

    public override int GetHashCode() => HashCode.Combine(App, Tasks.Length, Calls.Length);
}
