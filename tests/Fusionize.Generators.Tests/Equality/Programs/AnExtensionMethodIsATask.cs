using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AnExtensionMethodIsATask;

public static class Tasks
{
    [FusionTask(Name = "AnExtensionMethodIsATask.Take")]
    public static Task<string> Take(this Work w, string s) => Task.FromResult(w.A + s);

    public sealed record Work(string A);

    [FusionTask(Entry = true, Name = "AnExtensionMethodIsATask.Run")]
    public static async Task<string> Run()
    {
        Work? none = null;
        Work? w = new("x");
        return await w.Take("a") + (none?.Take("b") is null) + await (w?.Take("c") ?? Task.FromResult("")) + await w!.Take(s: "d");
    }
}
