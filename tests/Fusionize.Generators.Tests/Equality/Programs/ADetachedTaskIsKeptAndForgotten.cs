using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ADetachedTaskIsKeptAndForgotten;

public static class Tasks
{
    [FusionTask(Name = "ADetachedTaskIsKeptAndForgotten.Take")]
    public static Task<string> Take(string s) => Task.FromResult(s);

    [FusionTask(Entry = true, Name = "ADetachedTaskIsKeptAndForgotten.Run")]
    public static async Task<string> Run()
    {
        var d = Take("a").Detach(); // FZ0015
        await Task.Yield();
        return "x";
    }
}
