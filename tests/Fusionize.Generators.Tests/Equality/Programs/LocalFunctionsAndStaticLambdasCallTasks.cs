using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace LocalFunctionsAndStaticLambdasCallTasks;

public static class Tasks
{
    [FusionTask(Name = "LocalFunctionsAndStaticLambdasCallTasks.Take")]
    public static Task<int> Take(int value) => Task.FromResult(value + 1);

    [FusionTask(Entry = true, Name = "LocalFunctionsAndStaticLambdasCallTasks.Run")]
    public static async Task<string> Run()
    {
        static async Task<int> Twice(int value) => await Take(await Take(value));
        Func<int, Task<int>> once = static async v => await Take(v);
        Func<int, Func<Task<int>>> later = static v => () => Twice(v);
        async Task<int> Captured(int more)
        {
            int Inner() => Take(more).Result;
            return Inner() + await once(more);
        }
        var count = (int by = 2) => Take(by);
        return $"{await Twice(1)} {await once(5)} {await later(7)()} {await Captured(9)} {await count()}";
    }
}
