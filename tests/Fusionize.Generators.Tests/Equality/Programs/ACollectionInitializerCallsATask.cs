using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ACollectionInitializerCallsATask;

public static class Tasks
{
    [FusionTask(Entry = true, Name = "ACollectionInitializerCallsATask.Run")]
    public static async Task<string> Run()
    {
        var b = new Bag { 1, 2 }; // FZ0017 FZ0035
        await Task.Yield();
        return "" + b.Sum;
    }
}

public sealed class Bag : IEnumerable
{
    public int Sum;

    [FusionTask(Name = "ACollectionInitializerCallsATask.Take")]
    public Task Add(int x)
    {
        Sum += x; // FZ0019
        return Task.CompletedTask;
    }

    public IEnumerator GetEnumerator() => new int[0].GetEnumerator();
}
