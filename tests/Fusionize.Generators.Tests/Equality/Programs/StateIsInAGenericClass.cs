using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace StateIsInAGenericClass;

public static class Holder<T>
{
    public static T? Value;
    public static int N;
}

public static class Tasks
{
    [FusionTask(Name = "StateIsInAGenericClass.Take")]
    public static Task<string> Take(string s)
    {
        Holder<string>.Value = s; // FZ0019
        Interlocked.Increment(ref Holder<int>.N); // FZ0019
        return Task.FromResult(s);
    }

    [FusionTask(Entry = true, Name = "StateIsInAGenericClass.Run")]
    public static async Task<string> Run() => await Take("a") + Holder<string>.Value + Holder<int>.N; // FZ0019
}
