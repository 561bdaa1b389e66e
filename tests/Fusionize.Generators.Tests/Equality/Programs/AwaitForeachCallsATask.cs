using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AwaitForeachCallsATask;

public static class Tasks
{
    [FusionTask(Entry = true, Name = "AwaitForeachCallsATask.Run")]
    public static async Task<string> Run()
    {
        var s = "";
        await foreach (var x in new Source())
            s += x;
        return s;
    }
}

public sealed class Source
{
    public Steps GetAsyncEnumerator() => new();
}

public sealed class Steps
{
    private int _n;
    public int Current => _n;

    [FusionTask(Name = "AwaitForeachCallsATask.Take")]
    public ValueTask<bool> MoveNextAsync() => new(_n++ < 2); // FZ0019 FZ0028
}
