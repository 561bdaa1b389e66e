using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fusionize.Engine.Simulation;

/// <summary>Something that happens at a moment. Events of one moment happen in the order in which they were added.</summary>
internal struct Event
{
    public double Time;
    public uint Order;
    public EventKind Kind;
    public int Index;
    public int Stamp;
}

internal enum EventKind : byte
{
    /// <summary>A strand's wait is over (index: strand).</summary>
    Resume,

    /// <summary>A computation of an instance ends (index: instance); void if the stamp is old.</summary>
    CpuDone,

    /// <summary>An instance has started (index: instance; stamp: invocation).</summary>
    InstanceReady,

    /// <summary>The next root request comes.</summary>
    Root,

    /// <summary>An invocation reaches its function (index: invocation).</summary>
    Arrive,
}

/// <summary>The pending events: a heap with four children per node, which touches fewer cache lines than a binary one.</summary>
internal sealed class EventQueue
{
    private Event[] _heap = new Event[256];
    private int _count;
    private uint _order;

    public bool IsEmpty => _count == 0;

    public void Add(double time, EventKind kind, int index, int stamp = 0)
    {
        if (_count == _heap.Length)
            Array.Resize(ref _heap, _count * 2);
        ref var heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        var order = _order++;
        var i = _count++;
        while (i > 0)
        {
            var parent = (i - 1) >> 2;
            ref var above = ref Unsafe.Add(ref heap, parent);
            // The new event has the highest order: it stays below an equal one.
            if (above.Time <= time)
                break;
            Unsafe.Add(ref heap, i) = above;
            i = parent;
        }
        ref var place = ref Unsafe.Add(ref heap, i);
        place.Time = time;
        place.Order = order;
        place.Kind = kind;
        place.Index = index;
        place.Stamp = stamp;
    }

    public Event Take()
    {
        ref var heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        var first = heap;
        var last = Unsafe.Add(ref heap, --_count);
        var i = 0;
        while (true)
        {
            var child = (i << 2) + 1;
            if (child >= _count)
                break;
            var end = Math.Min(child + 4, _count);
            var least = child;
            for (child++; child < end; child++)
            {
                if (Before(Unsafe.Add(ref heap, child), Unsafe.Add(ref heap, least)))
                    least = child;
            }
            ref var below = ref Unsafe.Add(ref heap, least);
            if (!Before(below, last))
                break;
            Unsafe.Add(ref heap, i) = below;
            i = least;
        }
        Unsafe.Add(ref heap, i) = last;
        return first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Before(in Event a, in Event b) => a.Time < b.Time || (a.Time == b.Time && (int)(a.Order - b.Order) < 0);
}
