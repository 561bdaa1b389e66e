using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fusionize.Records;

/// <summary>
/// The invocations that a stream remembers, the oldest first, found by request id. A ring buffer of structs with a hash index: no invocation needs
/// an object, so the garbage collector has no work, however many there are.
/// </summary>
internal sealed class InvocationRing
{
    /// <summary>No invocation.</summary>
    public const long None = -1;

    private const int SmallestSize = 8;
    private const int BucketsPerEntry = 4;

    // Request ids may come from the application's output. It doesn't know this seed, so it can't choose ids that collide.
    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64() | 1;

    // The number of places is a power of two. Invocations are numbered for ever; the place is the number modulo the number of places.
    private Entry[] _entries = [];

    // Four times as many buckets, so that most look-ups of a new key end without a look at an entry. Each has the lower half of its newest number.
    // Forgotten numbers are not removed; a number below First ends the search.
    private uint[] _newest = [];

    public int Count => (int)(Next - First);

    /// <summary>The number of the oldest invocation.</summary>
    public long First { get; private set; } = 1;

    /// <summary>The number of the next invocation.</summary>
    public long Next { get; private set; } = 1;

    public ref Entry this[long number] => ref _entries[(int)(number & (_entries.Length - 1))];

    /// <summary>The newest invocation with a key.</summary>
    public long Find(Guid key)
    {
        if (Count == 0)
            return None;
        // Usually the lines of a request follow each other.
        if (this[Next - 1].Key == key)
            return Next - 1;
        var number = Before(Next, _newest[Bucket(key)]);
        return number < First ? None
            : this[number].Key == key ? number
            : Older(number, key);
    }

    /// <summary>The next older invocation with the same key.</summary>
    public long Older(long number) => Older(number, this[number].Key);

    public ref Entry Add(long time, Guid key)
    {
        if (Count == _entries.Length)
            Grow();
        var number = Next++;
        ref var entry = ref this[number];
        entry = new()
        {
            Time = time,
            Key = key,
            Slot = PendingPool.None,
        };
        Link(number, ref entry);
        return ref entry;
    }

    public void ForgetOldest() => First++;

    /// <summary>Forgets all invocations and frees the memory.</summary>
    public void Clear() => (First, _entries, _newest) = (Next, [], []);

    private long Older(long number, Guid key)
    {
        do number = Before(number, this[number].Older);
        while (number >= First && this[number].Key != key);
        return number >= First ? number : None;
    }

    private void Link(long number, ref Entry entry)
    {
        ref var newest = ref _newest[Bucket(entry.Key)];
        entry.Older = newest;
        newest = (uint)number;
    }

    // The largest number below the given one with that lower half. The 0 of an empty bucket becomes a forgotten number or, after billions of
    // invocations, the number of another one, whose key doesn't match. Links always lead to older invocations.
    private static long Before(long number, uint lower) => number - 1 - ((uint)(number - 1) - lower);

    private void Grow()
    {
        var old = _entries;
        _entries = new Entry[Math.Max(SmallestSize, old.Length * 2)];
        _newest = new uint[BucketsPerEntry * _entries.Length];
        for (var number = First; number < Next; number++)
        {
            ref var entry = ref this[number];
            entry = old[(int)(number & (old.Length - 1))];
            Link(number, ref entry);
        }
    }

    private int Bucket(Guid key)
    {
        var halves = Unsafe.BitCast<Guid, (ulong Low, ulong High)>(key);
        var hash = (halves.Low ^ s_seed) * 0x9E3779B97F4A7C15 + BitOperations.RotateLeft(halves.High * s_seed, 31);
        return (int)((hash ^ (hash >> 32)) & (ulong)(_newest.Length - 1));
    }

    /// <summary>
    /// Small, since all entries together exceed the processor's cache. Data that only undecided requests have is in <see cref="PendingPool"/>.
    /// </summary>
    public struct Entry
    {
        /// <summary>The time of its first line.</summary>
        public long Time;
        public Guid Key;

        /// <summary>0: no trace line yet.</summary>
        public ulong Span;

        /// <summary>0: no REPORT line yet.</summary>
        public ulong ReportId;

        /// <summary>Time of the START line. Before that line has come: the time that the other lines imply.</summary>
        public long Start;

        /// <summary>The number of the START line in the stream, which orders lines of the same millisecond.</summary>
        public int StartOrder;

        /// <summary>The place of its data in the pool, until it is decided.</summary>
        public int Slot;

        public RequestState State;

        /// <summary>The lower half of the number of the next older invocation with this hash.</summary>
        internal uint Older;
    }
}

/// <summary>Which lines of a request have come.</summary>
[Flags]
internal enum RequestState : byte
{
    None = 0,

    /// <summary>Its START line has come.</summary>
    Started = 1,

    /// <summary>It has ended and isn't output of another request. Its trace line may still come.</summary>
    Accepted = 2,

    /// <summary>The duration in its REPORT line is the time since START, so no other REPORT line is waited for.</summary>
    Exact = 8,

    /// <summary>It was counted or refused. Its further lines are copies.</summary>
    Decided = 4,
}
