using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace IteratorsCallTasks;

public static class Tasks
{
    [FusionTask(Name = "IteratorsCallTasks.Take")]
    public static Task<string> Take(string s) => Task.FromResult(s);

    [FusionTask(Entry = true, Name = "IteratorsCallTasks.Run")]
    public static async Task<string> Run()
    {
        IEnumerable<Task<string>> Lazy()
        {
            yield return Take("a");
            try
            {
                yield return Take("b");
            }
            finally
            {
                Take("f").Wait();
            }
        }
        var s = "";
        foreach (var t in Lazy())
            s += await t;
        await foreach (var x in Stream())
            s += x;
        return s;
    }

    static async IAsyncEnumerable<string> Stream([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default)
    {
        yield return await Take("c");
        await foreach (var y in Inner())
            yield return y;
        async IAsyncEnumerable<string> Inner()
        {
            yield return await Take("d");
        }
    }
}
