using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace DynamicAndAnonymousValuesSurroundCalls;

public static class Tasks
{
    [FusionTask(Name = "DynamicAndAnonymousValuesSurroundCalls.Take")]
    public static Task<int> Take(int value) => Task.FromResult(value + 1);

    [FusionTask(Entry = true, Name = "DynamicAndAnonymousValuesSurroundCalls.Run")]
    public static async Task<string> Run()
    {
        var shape = new { A = await Take(1), Task = Take(2) };
        var other = shape with { A = await Take(5) };
        (int X, Task<int> Y) pair = (await Take(3), Take(4));
        var (x, y) = pair;
        object boxed = Take(6);
        var unboxed = await (Task<int>)boxed;
        return $"{other.A} {await shape.Task} {x} {await y} {unboxed}";
    }
}
