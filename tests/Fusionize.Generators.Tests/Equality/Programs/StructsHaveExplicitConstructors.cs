using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace StructsHaveExplicitConstructors;

public struct Counter
{
    public int Value { get; set; }
    public int Step { get; set; } = 5;

    public Counter() => Value = 7;
}

public record struct Pair()
{
    public int A { get; set; } = 1;
    public int B { get; set; } = 2;
}

public static class Tasks
{
    [FusionTask(Name = "StructsHaveExplicitConstructors.Take")]
    public static Task<string> Take(Counter counter, Counter? maybe, Pair pair, Pair[] pairs, Counter other = default) =>
        Task.FromResult($"{counter.Value} {counter.Step} {maybe?.Step} {pair} {string.Join(';', pairs)} {other.Value} {other.Step}");

    [FusionTask(Entry = true, Name = "StructsHaveExplicitConstructors.Run")]
    public static async Task<string> Run() =>
        await Take(new(), new Counter { Step = 0 }, default, [new(), default, new() { A = 4 }]) + await Take(default, null, new(), []);
}
