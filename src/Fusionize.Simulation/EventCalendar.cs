using System.Numerics;
using System.Runtime.InteropServices;

namespace Fusionize.Simulation;

/// <summary>
/// The pending events, as a calendar queue (Brown 1988). A few events are kept in a heap. If there are many, only those of the current day are in the
/// heap. The others wait unsorted in a calendar with days so short that most have one event or none. So an event costs the same, however many are
/// pending.
/// </summary>
/// <remarks>Events of the current day or earlier go into the heap, so the order doesn't depend on the length of a day; a bad length only costs
/// time.</remarks>
internal sealed class EventCalendar
{
    private const int Days = 4096;
    private const int DaysPerEvent = 2;
    private const int Few = 32;
    private const int None = -1;

    private readonly EventHeap _today = new();

    // Per day its first event, or none, and a bit that says whether it has one.
    private int[] _days = [];
    private ulong[] _filled = [];

    // The calendar's events, chained per day, and the chain of free entries.
    private Place[] _places = [];
    private int _free = None;
    private int _used;

    // Events after the calendar's last day; the other list is empty.
    private List<Event> _later = [];
    private List<Event> _spare = [];

    private bool _hasCalendar;
    private int _day;
    private double _begin;
    private double _daysPerMs;
    private int _takenSince;
    private int _count;
    private uint _order;

    public bool IsEmpty => _count == 0;

    public void Add(double time, EventKind kind, int index, int stamp = 0)
    {
        var e = new Event
        {
            Time = time,
            Order = _order++,
            Kind = kind,
            Index = index,
            Stamp = stamp,
        };
        _count++;
        if (_hasCalendar)
        {
            Enter(e);
            return;
        }
        _today.Add(e);
        if (_today.Count > 2 * Few)
        {
            _later.AddRange(_today.Events);
            _today.Clear();
            BeginCalendar();
        }
    }

    public Event Take()
    {
        _count--;
        _takenSince++;
        return _today.Count > 0 ? _today.Take() : TakeOfNextDay();
    }

    private void Enter(in Event e)
    {
        var daysFromBegin = (e.Time - _begin) * _daysPerMs;
        if (daysFromBegin >= Days)
        {
            _later.Add(e);
            return;
        }
        var day = (int)daysFromBegin;
        if (day <= _day)
        {
            _today.Add(e);
            return;
        }
        var place = _free;
        if (place == None)
        {
            if (_used == _places.Length)
                Array.Resize(ref _places, _used * 2);
            place = _used++;
        }
        else
        {
            _free = _places[place].Next;
        }
        ref var entered = ref _places[place];
        entered.Event = e;
        entered.Next = _days[day];
        _days[day] = place;
        _filled[day >> 6] |= 1UL << day;
    }

    private Event TakeOfNextDay()
    {
        var word = _day >> 6;
        while (_filled[word] == 0)
        {
            if (++word == _filled.Length)
            {
                BeginCalendar();
                return _today.Take();
            }
        }
        var bits = _filled[word];
        _filled[word] = bits & (bits - 1);
        _day = (word << 6) + BitOperations.TrailingZeroCount(bits);
        var first = _days[_day];
        _days[_day] = None;
        ref var place = ref _places[first];
        var isOnly = place.Next == None;
        if (!isOnly)
        {
            _today.Add(place.Event);
            do
            {
                place = ref _places[place.Next];
                _today.Add(place.Event);
            } while (place.Next != None);
        }
        place.Next = _free;
        _free = first;
        return isOnly ? place.Event : _today.Take();
    }

    /// <summary>Starts a calendar with the first of the later events; if there are few, continues without one.</summary>
    private void BeginCalendar()
    {
        if (_days.Length == 0)
        {
            (_days, _filled, _places) = (new int[Days], new ulong[Days / 64], new Place[256]);
            Array.Fill(_days, None);
        }
        (_later, _spare) = (_spare, _later);
        var events = CollectionsMarshal.AsSpan(_spare);
        var begin = double.MaxValue;
        foreach (ref readonly var e in events)
            begin = Math.Min(begin, e.Time);
        // The mean distance of events since the last calendar began.
        var passed = begin - _begin;
        _daysPerMs = passed > 0 ? DaysPerEvent * _takenSince / passed : 1;
        (_begin, _takenSince, _day) = (begin, 0, 0);
        _hasCalendar = events.Length > Few;
        foreach (ref readonly var e in events)
        {
            if (_hasCalendar)
                Enter(e);
            else
                _today.Add(e);
        }
        _spare.Clear();
    }

    private struct Place
    {
        public Event Event;
        public int Next;
    }
}
