using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ASpanOfParamsCarriesResults;

public static class Tasks
{
    [FusionTask(Name = "ASpanOfParamsCarriesResults.Take")]
    public static Task<int> Take(int value) => Task.FromResult(value + 1);

    private static Task<int[]> All(params ReadOnlySpan<Task<int>> tasks) => Task.WhenAll(tasks);

    private static string Text(params IEnumerable<int> numbers) => string.Join(',', numbers);

    [FusionTask(Entry = true, Name = "ASpanOfParamsCarriesResults.Run")]
    public static async Task<string> Run() => Text(await All(Take(1), Take(2), Take(3))) + Text(await Take(4), await Take(5));
}
