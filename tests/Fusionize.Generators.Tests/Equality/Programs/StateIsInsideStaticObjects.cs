using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace StateIsInsideStaticObjects;

public sealed class Cell
{
    public int N;
}

public static class Tasks
{
    private static readonly Cell s_cell = new();
    private static readonly Lazy<List<int>> s_lazy = new(() => []);
    private static Cell Current { get; } = new();

    [FusionTask(Name = "StateIsInsideStaticObjects.Take")]
    public static Task<string> Take(string s)
    {
        s_cell.N++; // FZ0019
        s_lazy.Value.Add(1); // FZ0019
        Current.N = 5; // FZ0019
        return Task.FromResult(s);
    }

    [FusionTask(Entry = true, Name = "StateIsInsideStaticObjects.Run")]
    public static async Task<string> Run() => await Take("a") + s_cell.N + s_lazy.Value.Count + Current.N;
}
