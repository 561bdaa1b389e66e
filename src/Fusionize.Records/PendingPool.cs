namespace Fusionize.Records;

/// <summary>The data of the undecided requests of all streams. There are few at a time, and their places are reused.</summary>
internal sealed class PendingPool
{
    /// <summary>No place.</summary>
    public const int None = -1;

    private static readonly Half s_nothing = new() { Close = long.MaxValue };

    private Half[] _halves = [];
    private int _free = None;

    public int Count { get; private set; }

    public ref readonly Half this[int slot] => ref _halves[slot];

    /// <summary>The data at a place; empty for <see cref="None"/>.</summary>
    public ref readonly Half AtOrNone(int slot) => ref slot == None ? ref s_nothing : ref _halves[slot];

    /// <summary>A new place.</summary>
    public int Add() => Take();

    public void Set(int slot, InvocationRecord trace, long time) => (_halves[slot].Trace, _halves[slot].TraceTime) = (trace, time);

    public void Set(int slot, in ReportLine report, long time, int order)
    {
        ref var half = ref _halves[slot];
        half.Report = report;
        (half.Close, half.CloseOrder) = (time, order);
    }

    public void SetFailure(int slot, string failure, bool isAnswer) =>
        (_halves[slot].Failure, _halves[slot].IsFailedAnswer) = (_halves[slot].Failure ?? failure, isAnswer);

    public void Remove(ref int slot)
    {
        _halves[slot] = new() { NextFree = _free, Close = long.MaxValue };
        _free = slot;
        slot = None;
        Count--;
    }

    private int Take()
    {
        if (_free == None)
        {
            var length = _halves.Length;
            Array.Resize(ref _halves, Math.Max(16, length * 2));
            for (var i = _halves.Length - 1; i >= length; i--)
                (_halves[i].NextFree, _halves[i].Close, _free) = (_free, long.MaxValue, i);
        }
        Count++;
        var slot = _free;
        _free = _halves[slot].NextFree;
        return slot;
    }

    public struct Half
    {
        internal int NextFree;

        /// <summary>Null before the trace line has come.</summary>
        public InvocationRecord? Trace { readonly get; internal set; }

        public ReportLine Report { readonly get; internal set; }

        public readonly bool HasReport => Close != long.MaxValue;

        /// <summary>When the trace line was written.</summary>
        public long TraceTime { readonly get; internal set; }

        /// <summary>When the REPORT line was written; <see cref="long.MaxValue"/> before it has come.</summary>
        public long Close { readonly get; internal set; }

        /// <summary>The number of the REPORT line in the stream, which orders lines of the same millisecond.</summary>
        public int CloseOrder { readonly get; internal set; }

        /// <summary>How the request failed, from a line that says only this; null without such a line.</summary>
        public string? Failure { readonly get; internal set; }

        /// <summary>Whether the function answered, with an error.</summary>
        public bool IsFailedAnswer { readonly get; internal set; }
    }
}
