using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fusionize.Simulation;

/// <summary>Events by time: a heap with four children per node, which touches fewer cache lines than a binary one.</summary>
internal sealed class EventHeap
{
    private Event[] _heap = new Event[64];

    public int Count { get; private set; }

    public ReadOnlySpan<Event> Events => _heap.AsSpan(0, Count);

    public void Clear() => Count = 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in Event e)
    {
        if (Count == _heap.Length)
            Array.Resize(ref _heap, Count * 2);
        ref var heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        var i = Count++;
        while (i > 0)
        {
            var parent = (i - 1) >> 2;
            ref var above = ref Unsafe.Add(ref heap, parent);
            if (!Before(e, above))
                break;
            Unsafe.Add(ref heap, i) = above;
            i = parent;
        }
        Unsafe.Add(ref heap, i) = e;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Event Take()
    {
        ref var heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        var first = heap;
        var count = --Count;
        if (count > 0)
            Sink(ref heap, Unsafe.Add(ref heap, count), count);
        return first;
    }

    private static void Sink(ref Event heap, in Event last, int count)
    {
        var i = 0;
        while (true)
        {
            var child = (i << 2) + 1;
            if (child >= count)
                break;
            var end = Math.Min(child + 4, count);
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
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Before(in Event a, in Event b) => a.Time < b.Time || (a.Time == b.Time && (int)(a.Order - b.Order) < 0);
}
