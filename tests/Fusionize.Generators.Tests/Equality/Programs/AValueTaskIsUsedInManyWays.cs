using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AValueTaskIsUsedInManyWays;

public static class Tasks
{
    [FusionTask(Name = "AValueTaskIsUsedInManyWays.Take")]
    public static ValueTask<string> Take(string s) => new(s);

    [FusionTask(Entry = true, Name = "AValueTaskIsUsedInManyWays.Run")]
    public static async Task<string> Run()
    {
        var t = Take("a");
        while (!t.IsCompleted)
            await Task.Yield();
        return t.Result + Take("b").AsTask().Result + await Take("c").AsTask() + Take("d").GetAwaiter().GetResult() + await Take("e").Preserve();
    }
}
