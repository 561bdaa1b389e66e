using System.Diagnostics;

namespace Fusionize.Tracing;

/// <summary>
/// The calls of one traced invocation. Adding is lock-free, for calls may run in parallel. Buffers are used again: in the long run recording
/// allocates nothing.
/// </summary>
internal sealed class CallTrace
{
    private const int ChunkSize = 32;

    /// <summary>More calls than this are counted, not recorded: memory and the line stay bounded.</summary>
    public const int Capacity = 64 * ChunkSize;

    private static int s_live;

    private readonly CallEntry[]?[] _chunks = new CallEntry[]?[Capacity / ChunkSize];
    private int _added;

    public CallTrace() => _chunks[0] = NewChunk();

    /// <summary>Whether any invocation of this process is being traced. The check that every fused call makes.</summary>
    public static bool AnyLive => s_live != 0;

    /// <summary>
    /// The trace of the request being served, where the process serves one at a time; null where it serves several, or none that is traced.
    /// It spares a call the look into the execution context.
    /// </summary>
    public static CallTrace? Only;

    /// <summary>Stopwatch ticks at the invocation's start.</summary>
    public long StartedAt;

    public int Count => Math.Min(Volatile.Read(ref _added), Capacity);

    public int Dropped => Math.Max(0, Volatile.Read(ref _added) - Capacity);

    public CallEntry this[int index] => _chunks[index / ChunkSize]![index % ChunkSize];

    /// <summary>Begins an invocation.</summary>
    public void Start(long timestamp)
    {
        StartedAt = timestamp;
        Volatile.Write(ref _added, 0);
        Interlocked.Increment(ref s_live);
    }

    public static CallTrace StartNew()
    {
        var trace = new CallTrace();
        trace.Start(Stopwatch.GetTimestamp());
        return trace;
    }

    /// <summary>Ends the invocation. False when a call of it is still running (it was neither awaited nor detached): then the buffer must not be used
    /// again.</summary>
    public bool Stop()
    {
        Interlocked.Decrement(ref s_live);
        for (var i = 0; i < Count; i++)
        {
            if (this[i].IsOpen)
                return false;
        }
        return true;
    }

    /// <summary>An entry for one more call; null when the buffer is full.</summary>
    public CallEntry? Add()
    {
        var index = Interlocked.Increment(ref _added) - 1;
        if ((uint)index >= Capacity)
            return null;
        var chunk = Volatile.Read(ref _chunks[(uint)index / ChunkSize]) ?? Grow(index / ChunkSize);
        return chunk[(uint)index % ChunkSize];
    }

    private CallEntry[] Grow(int chunk)
    {
        var entries = NewChunk();
        return Interlocked.CompareExchange(ref _chunks[chunk], entries, null) ?? entries;
    }

    private static CallEntry[] NewChunk()
    {
        var entries = new CallEntry[ChunkSize];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = new CallEntry();
        return entries;
    }
}
