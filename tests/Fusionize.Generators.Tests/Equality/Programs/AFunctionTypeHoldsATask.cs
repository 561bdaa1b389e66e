using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AFunctionTypeHoldsATask;

public static class Tasks
{
    [FusionTask(Name = "AFunctionTypeHoldsATask.Take")]
    public static Task<string> Take(string s) => Task.FromResult(s);

    [FusionTask(Entry = true, Name = "AFunctionTypeHoldsATask.Run")]
    public static async Task<string> Run()
    {
        var f = Take; // FZ0017
        var g = (string s = "x") => Take(s);
        return await g() + await f("a");
    }
}
