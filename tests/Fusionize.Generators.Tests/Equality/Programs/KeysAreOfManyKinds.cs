using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace KeysAreOfManyKinds;

public enum Kind
{
    A,
    B,
}

public static class Tasks
{
    [FusionTask(Name = "KeysAreOfManyKinds.Take")]
    public static Task<string> Take(
        Dictionary<Kind, int> kinds,
        Dictionary<Guid, int> ids,
        SortedDictionary<DateOnly, int> days,
        Dictionary<TimeOnly, int> times,
        Dictionary<DateTimeOffset, int> moments,
        Dictionary<TimeSpan, int> spans,
        Dictionary<long, int> numbers,
        Dictionary<bool, int> flags,
        Dictionary<char, int> letters,
        Dictionary<Uri, int> places,
        Dictionary<Version, int> versions
    ) =>
        Task.FromResult(
            string.Join(
                '|',
                string.Join(',', kinds),
                string.Join(',', ids),
                string.Join(',', days.Select(d => d.Key.DayNumber)),
                string.Join(',', times.Select(d => d.Key.Ticks)),
                string.Join(',', moments.Select(d => d.Key.UtcTicks)),
                string.Join(',', spans),
                string.Join(',', numbers),
                string.Join(',', flags),
                string.Join(',', letters),
                string.Join(',', places),
                string.Join(',', versions)
            )
        );

    [FusionTask(Entry = true, Name = "KeysAreOfManyKinds.Run")]
    public static Task<string> Run() =>
        Take(
            new() { [Kind.B] = 1, [(Kind)9] = 2 },
            new() { [Guid.Empty] = 1 },
            new() { [new(2026, 2, 28)] = 1, [DateOnly.MinValue] = 2 },
            new() { [new(1, 2, 3, 4, 5)] = 1, [TimeOnly.MaxValue] = 2 },
            new() { [new(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(2))] = 1 },
            new() { [TimeSpan.FromTicks(-7)] = 1 },
            new() { [long.MinValue] = 1 },
            new() { [true] = 1 },
            new() { ['"'] = 1 },
            new() { [new("/x y", UriKind.Relative)] = 1 },
            new() { [new(1, 2, 3, 4)] = 1 }
        );
}
