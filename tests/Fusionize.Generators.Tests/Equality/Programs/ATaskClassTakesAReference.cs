using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ATaskClassTakesAReference;

public sealed class Work(ref readonly int a) // FZ0023
{
    private readonly int _a = a;

    [FusionTask(Name = "ATaskClassTakesAReference.Take")]
    public Task<string> Take(string s) => Task.FromResult(s + _a);
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "ATaskClassTakesAReference.Run")]
    public static async Task<string> Run()
    {
        var n = 1;
        return await new Work(in n).Take("a"); // FZ0035
    }
}
