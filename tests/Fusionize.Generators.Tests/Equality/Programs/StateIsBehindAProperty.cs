using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace StateIsBehindAProperty;

public static class Store
{
    public static int Count { get; set; }
    public static int Hits { get; private set; }

    public static void Hit() => Hits++;
}

public static class Tasks
{
    [FusionTask(Name = "StateIsBehindAProperty.Take")]
    public static Task<string> Take(string s)
    {
        Store.Count++; // FZ0019
        return Task.FromResult(s);
    }

    [FusionTask(Entry = true, Name = "StateIsBehindAProperty.Run")]
    public static async Task<string> Run() => await Take("a") + Store.Count; // FZ0019
}
