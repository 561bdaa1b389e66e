using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AnEventHoldsATask;

public static class Tasks
{
    [FusionTask(Name = "AnEventHoldsATask.Take")]
    public static Task<string> Take(string s) => Task.FromResult(s);

    public static event Func<string, Task<string>>? Asked;

    [FusionTask(Entry = true, Name = "AnEventHoldsATask.Run")]
    public static async Task<string> Run()
    {
        Asked += s => Take(s); // FZ0019
        var a = await Asked("a");
        Asked = null;
        Asked += Take; // FZ0017 FZ0019
        return a + await Asked("b");
    }
}
