using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AwaitUsingADeclarationCallsATask;

public static class Tasks
{
    [FusionTask(Entry = true, Name = "AwaitUsingADeclarationCallsATask.Run")]
    public static async Task<string> Run()
    {
        await using var d = new Door();
        return "x";
    }
}

public sealed class Door
{
    [FusionTask(Name = "AwaitUsingADeclarationCallsATask.Take")]
    public ValueTask DisposeAsync() => default; // FZ0028
}
