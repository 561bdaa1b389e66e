using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;
using Pairs = System.Collections.Generic.Dictionary<string, int[]>;
using Number = int;
using Self = AliasesNameTypesAndTasks.Tasks;

namespace AliasesNameTypesAndTasks;

public static class Tasks
{
    [FusionTask(Name = "AliasesNameTypesAndTasks.Take")]
    public static Task<Pairs> Take(Pairs pairs, Number number) => Task.FromResult(new Pairs(pairs) { ["n"] = [number] });

    [FusionTask(Entry = true, Name = "AliasesNameTypesAndTasks.Run")]
    public static async Task<string> Run()
    {
        var taken = await Self.Take(new() { ["a"] = [1, 2] }, 3);
        return string.Join(',', taken.SelectMany(p => p.Value));
    }
}
