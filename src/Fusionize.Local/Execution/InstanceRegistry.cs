using System.Collections.Concurrent;

namespace Fusionize.Local.Execution;

/// <summary>All living instances of all functions.</summary>
internal sealed class InstanceRegistry
{
    private readonly ConcurrentDictionary<Instance, byte> instances = new();

    public int Count => instances.Count;

    public IEnumerable<Instance> All => instances.Keys;

    public void Add(Instance instance) => instances.TryAdd(instance, 0);

    public void Remove(Instance instance) => instances.TryRemove(instance, out _);

    /// <summary>Ends the instance that is idle for longest, to make room for another function's.</summary>
    public void EvictIdle() => instances.Keys.Where(i => i.IsIdle).MinBy(i => i.LastUsed)?.Retire();
}
