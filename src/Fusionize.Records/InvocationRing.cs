using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fusionize.Records;

/// <summary>
/// The invocations that a stream remembers, oldest first, found by request id. A ring of plain values with a hash over it: remembering and
/// forgetting one costs no object, so the garbage collector has nothing to follow however many they are.
/// </summary>
internal sealed class InvocationRing
{
    /// <summary>Stands for no invocation.</summary>
    public const long None = -1;

    private const int SmallestSize = 8;
    private const int BucketsPerEntry = 4;

    // Request ids may come from an application's own output; unknown to it, its ids can't be made to collide.
    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64() | 1;

    // A power of two of places. An invocation's number counts up for good; its place is the number's remainder.
    private Entry[] _entries = [];

    // Four times as many buckets, so that most look-ups of a new key end here and touch no entry: the newest number of each, its lower half. What has
    // been forgotten is never taken out; a number below First ends the search.
    private uint[] _newest = [];

    public int Count => (int)(Next - First);

    /// <summary>The number of the oldest invocation.</summary>
    public long First { get; private set; } = 1;

    /// <summary>The number that the next invocation will have.</summary>
    public long Next { get; private set; } = 1;

    public ref Entry this[long number] => ref _entries[(int)(number & (_entries.Length - 1))];

    /// <summary>The newest invocation with a key.</summary>
    public long Find(Guid key)
    {
        if (Count == 0)
            return None;
        // Mostly the lines of a request follow each other.
        if (this[Next - 1].Key == key)
            return Next - 1;
        var number = Before(Next, _newest[Bucket(key)]);
        return number < First ? None
            : this[number].Key == key ? number
            : Older(number, key);
    }

    /// <summary>The next older one with the same key.</summary>
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

    /// <summary>Forgets all of them, and gives the memory back.</summary>
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

    // The last number before another one with that lower half. An empty bucket's 0 gives a number that is forgotten, or, after billions, another
    // invocation, whose key doesn't match; links always lead to older ones.
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
    /// Small, since what is remembered exceeds the processor's cache: what only undecided requests have is in <see cref="PendingPool"/>.
    /// </summary>
    public struct Entry
    {
        /// <summary>Of its first line.</summary>
        public long Time;
        public Guid Key;

        /// <summary>0: no trace line yet.</summary>
        public ulong Span;

        /// <summary>0: no REPORT line yet.</summary>
        public ulong ReportId;

        /// <summary>Time of the START line; what the other lines say of it until that line has come.</summary>
        public long Start;

        /// <summary>The number of the START line among the stream's lines, which orders lines of one millisecond.</summary>
        public int StartOrder;

        /// <summary>What its lines say, until it is decided.</summary>
        public int Slot;

        public RequestState State;

        /// <summary>The lower half of the next older one's number.</summary>
        internal uint Older;
    }
}

/// <summary>How far the lines of a request have come.</summary>
[Flags]
internal enum RequestState : byte
{
    None = 0,

    /// <summary>Its START line is there.</summary>
    Started = 1,

    /// <summary>It ended, and isn't part of another one's output; its trace line may still come.</summary>
    Accepted = 2,

    /// <summary>Its REPORT line tells just the time from START to there, so that no other one is waited for.</summary>
    Exact = 8,

    /// <summary>It was counted, or refused; its further lines are copies.</summary>
    Decided = 4,
}
