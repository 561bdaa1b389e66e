using System.Diagnostics.CodeAnalysis;

namespace Fusionize.Records;

/// <summary>The halves of invocations, of all streams, that wait for the other half. There are few at a time, and their places are used
/// again.</summary>
internal sealed class PendingPool
{
    /// <summary>Stands for no place.</summary>
    public const int None = -1;

    private Half[] _halves = [];
    private int _free = None;

    public int Count { get; private set; }

    public ref readonly Half this[int slot] => ref _halves[slot];

    public int Add(InvocationRecord trace)
    {
        var slot = Take();
        _halves[slot].Trace = trace;
        return slot;
    }

    public int Add(in ReportLine report)
    {
        var slot = Take();
        _halves[slot].Report = report;
        return slot;
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

        /// <summary>Null: the half is a REPORT line.</summary>
        public InvocationRecord? Trace { readonly get; internal set; }

        public ReportLine Report { readonly get; internal set; }

        [MemberNotNullWhen(true, nameof(Trace))]
        public readonly bool IsTrace => Trace is not null;
    }
}
