using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AwaitUsingCallsATask;

public static class Tasks
{
    [FusionTask(Entry = true, Name = "AwaitUsingCallsATask.Run")]
    public static async Task<string> Run()
    {
        await using (new Door()) { }
        return "x";
    }
}

public sealed class Door : IAsyncDisposable
{
    [FusionTask(Name = "AwaitUsingCallsATask.Take")]
    public ValueTask DisposeAsync() => default; // FZ0028
}
