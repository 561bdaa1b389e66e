using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ACollectionExpressionCallsATask;

public static class Tasks
{
    [FusionTask(Entry = true, Name = "ACollectionExpressionCallsATask.Run")]
    public static async Task<string> Run()
    {
        Bag b = [1, 2]; // FZ0017
        await Task.Yield();
        return "" + b.Sum;
    }
}

public sealed class Bag : IEnumerable<int>
{
    public int Sum;

    [FusionTask(Name = "ACollectionExpressionCallsATask.Take")]
    public Task Add(int x) // FZ0021
    {
        Sum += x; // FZ0019
        return Task.CompletedTask;
    }

    public IEnumerator<int> GetEnumerator() => new List<int>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
