using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace GenericCodeCallsATask;

public static class Tasks
{
    [FusionTask(Name = "GenericCodeCallsATask.Take")]
    public static Task<string> Take(string s) => Task.FromResult(s);

    [FusionTask(Entry = true, Name = "GenericCodeCallsATask.Run")]
    public static Task<string> Run() => Nested<string>.Go<int>("a");
}

public static class Nested<T>
{
    public static async Task<string> Go<TOther>(T x)
    {
        async ValueTask<TResult> L<TResult>(Func<Task<TResult>> f) => await f();
        return await L(async () => await Tasks.Take($"{x}")) + await Field;
    }

    private static readonly Task<string> Field = Tasks.Take(typeof(T).Name);
}
