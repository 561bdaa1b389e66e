using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace NumbersAreOfManyKinds;

public sealed record Numbers(
    Half Half,
    Int128 Large,
    UInt128 Larger,
    TimeOnly Time,
    DateOnly Day,
    decimal Money,
    float Single,
    sbyte Small,
    char Letter,
    Half? Maybe
);

public static class Tasks
{
    [FusionTask(Name = "NumbersAreOfManyKinds.Take")]
    public static Task<Numbers> Take(Numbers numbers, Int128 more = default, Half half = default) =>
        Task.FromResult(numbers with { Large = numbers.Large + more, Half = half });

    [FusionTask(Entry = true, Name = "NumbersAreOfManyKinds.Run")]
    public static async Task<string> Run() =>
        (
            await Take(
                new(
                    Half.Epsilon,
                    Int128.MinValue,
                    UInt128.MaxValue,
                    TimeOnly.MaxValue,
                    DateOnly.MaxValue,
                    1.10m,
                    float.Epsilon,
                    -128,
                    '\u2028',
                    Half.NaN
                ),
                Int128.MaxValue,
                Half.NegativeInfinity
            )
        ).ToString();
}
