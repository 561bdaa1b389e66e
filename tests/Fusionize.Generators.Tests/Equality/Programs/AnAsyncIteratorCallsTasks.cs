using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;
using System.Runtime.CompilerServices;

namespace AnAsyncIteratorCallsTasks;

public static class Tasks
{
    [FusionTask(Name = "AnAsyncIteratorCallsTasks.Take")]
    public static Task<int> Take(int value, CancellationToken ct = default) => Task.FromResult(value + 1);

    private static async IAsyncEnumerable<int> Count(int to, [EnumeratorCancellation] CancellationToken ct = default)
    {
        for (var i = 0; i < to; i = await Take(i, ct))
            yield return await Take(i, ct);
    }

    [FusionTask(Entry = true, Name = "AnAsyncIteratorCallsTasks.Run")]
    public static async Task<string> Run()
    {
        var seen = new List<int>();
        await foreach (var one in Count(3))
            seen.Add(one);
        return string.Join(',', seen);
    }
}
