using System.Collections.Concurrent;

namespace Fusionize.Local.Execution;

/// <summary>All living instances of all functions.</summary>
internal sealed class InstanceRegistry
{
    private readonly ConcurrentDictionary<Instance, byte> _instances = new();

    public int Count => _instances.Count;

    public IEnumerable<Instance> All => _instances.Keys;

    public void Add(Instance instance) => _instances.TryAdd(instance, 0);

    public void Remove(Instance instance) => _instances.TryRemove(instance, out _);

    /// <summary>Ends the instance that has been idle for longest, to make room for another function's.</summary>
    public void EvictIdle()
    {
        Instance? longest = null;
        var earliest = long.MaxValue;
        foreach (var instance in All)
        {
            if (instance.IdleSince is { } since && since < earliest)
                (longest, earliest) = (instance, since);
        }
        longest?.Retire();
    }
}
