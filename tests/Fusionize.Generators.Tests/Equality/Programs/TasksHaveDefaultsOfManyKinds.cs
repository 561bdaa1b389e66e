using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace TasksHaveDefaultsOfManyKinds;

public enum Kind
{
    A = 3,
}

public static class Tasks
{
    [FusionTask(Name = "TasksHaveDefaultsOfManyKinds.Take")]
    public static Task<string> Take(
        [System.Runtime.CompilerServices.CallerMemberName] string caller = "",
        Kind? kind = Kind.A,
        char letter = '\'',
        double number = double.NaN,
        float infinite = float.NegativeInfinity,
        decimal money = -1.50m,
        string text = "\"\u2028{}",
        DateTime time = default,
        Guid? id = null,
        long number2 = long.MinValue
    ) =>
        Task.FromResult(
            FormattableString.Invariant(
                $"{caller} {kind} {letter} {number} {infinite} {money} {text.Length} {time.Ticks} {id is null} {number2}"
            )
        );

    [FusionTask(Entry = true, Name = "TasksHaveDefaultsOfManyKinds.Run")]
    public static Task<string> Run() => Take();
}
