namespace Fusionize.Records;

/// <summary>What is known of the requests of all streams that aren't decided yet. There are few at a time, and their places are used
/// again.</summary>
internal sealed class PendingPool
{
    /// <summary>Stands for no place.</summary>
    public const int None = -1;

    private static readonly Half s_nothing;

    private Half[] _halves = [];
    private int _free = None;

    public int Count { get; private set; }

    public ref readonly Half this[int slot] => ref _halves[slot];

    /// <summary>What is known; nothing where there is no place.</summary>
    public ref readonly Half AtOrNone(int slot) => ref slot == None ? ref s_nothing : ref _halves[slot];

    /// <summary>A new place.</summary>
    public int Add() => Take();

    public void Set(int slot, InvocationRecord trace, long time) => (_halves[slot].Trace, _halves[slot].TraceTime) = (trace, time);

    public void Set(int slot, in ReportLine report, long time)
    {
        (_halves[slot].Report, _halves[slot].ReportTime) = (report, time);
        _halves[slot].HasReport = true;
    }

    public void Remove(ref int slot)
    {
        _halves[slot] = new() { NextFree = _free };
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
                (_halves[i].NextFree, _free) = (_free, i);
        }
        Count++;
        var slot = _free;
        _free = _halves[slot].NextFree;
        return slot;
    }

    public struct Half
    {
        internal int NextFree;

        /// <summary>Null: it has none yet.</summary>
        public InvocationRecord? Trace { readonly get; internal set; }

        public ReportLine Report { readonly get; internal set; }

        public bool HasReport { readonly get; internal set; }

        /// <summary>When the trace line was written.</summary>
        public long TraceTime { readonly get; internal set; }

        /// <summary>When the REPORT line was written.</summary>
        public long ReportTime { readonly get; internal set; }
    }
}
