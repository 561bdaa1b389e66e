using System.Diagnostics;

namespace Fusionize.Tracing;

/// <summary>
/// The calls of one traced invocation. Adding is lock-free, because calls can run in parallel. Buffers are reused, so recording doesn't allocate in
/// the long run.
/// </summary>
internal sealed class CallTrace
{
    private const int ChunkSize = 32;

    /// <summary>The maximum number of recorded calls. Further calls are only counted, which limits the memory and the length of the line.</summary>
    public const int Capacity = 64 * ChunkSize;

    private static int s_live;

    private readonly CallEntry[]?[] _chunks = new CallEntry[]?[Capacity / ChunkSize];
    private int _added;

    public CallTrace() => _chunks[0] = NewChunk();

    /// <summary>Whether any invocation of this process is being traced or observed. Every fused call checks this.</summary>
    public static bool AnyLive => s_live != 0;

    /// <summary>Starts an invocation whose calls are observed, whether it is traced or not.</summary>
    public static void StartObserved() => Interlocked.Increment(ref s_live);

    public static void StopObserved() => Interlocked.Decrement(ref s_live);

    /// <summary>
    /// The trace of the current request, if the process serves one request at a time; null if it serves several, or if the request isn't traced. With
    /// it a call needn't read the execution context.
    /// </summary>
    public static CallTrace? Only;

    /// <summary>Stopwatch ticks at the invocation's start.</summary>
    public long StartedAt;

    public int Count => Math.Min(Volatile.Read(ref _added), Capacity);

    public int Dropped => Math.Max(0, Volatile.Read(ref _added) - Capacity);

    public CallEntry this[int index] => _chunks[index / ChunkSize]![index % ChunkSize];

    /// <summary>Starts an invocation.</summary>
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

    /// <summary>
    /// Ends the invocation. Returns false if a call is still running, because it was neither awaited nor detached. Then the buffer must not be
    /// reused.
    /// </summary>
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

    /// <summary>Returns an entry for another call; null if the buffer is full.</summary>
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
