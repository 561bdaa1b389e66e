using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace StateIsInConcurrentCollections;

public static class Tasks
{
    private static readonly ConcurrentDictionary<string, int> s_map = new();
    private static readonly int[] s_cells = new int[3];
    private static readonly AsyncLocal<int> s_local = new();

    [FusionTask(Name = "StateIsInConcurrentCollections.Take")]
    public static Task<string> Take(string s)
    {
        s_map.TryAdd(s, 1); // FZ0019
        s_cells[0]++; // FZ0019
        s_local.Value = 3; // FZ0019
        return Task.FromResult(s);
    }

    [FusionTask(Entry = true, Name = "StateIsInConcurrentCollections.Run")]
    public static async Task<string> Run() => await Take("a") + s_map.Count + s_cells[0];
}
