using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace StateIsInEventsAndTexts;

public static class Tasks
{
    public static event Action? Changed;
    private static readonly StringBuilder s_text = new();
    private static readonly Queue<string> s_q = new();

    [FusionTask(Name = "StateIsInEventsAndTexts.Take")]
    public static Task<string> Take(string s)
    {
        Changed += () => { }; // FZ0019
        s_text.Append(s); // FZ0019
        s_q.Enqueue(s); // FZ0019
        return Task.FromResult(s);
    }

    [FusionTask(Entry = true, Name = "StateIsInEventsAndTexts.Run")]
    public static async Task<string> Run() => await Take("a") + s_text + s_q.Count;
}
