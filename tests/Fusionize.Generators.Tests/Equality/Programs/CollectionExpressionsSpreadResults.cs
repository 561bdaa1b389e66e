using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace CollectionExpressionsSpreadResults;

public static class Tasks
{
    [FusionTask(Name = "CollectionExpressionsSpreadResults.Take")]
    public static Task<List<int>> Take(IReadOnlyCollection<int> numbers, ICollection<string> texts) =>
        Task.FromResult<List<int>>([.. numbers, texts.Count]);

    [FusionTask(Entry = true, Name = "CollectionExpressionsSpreadResults.Run")]
    public static async Task<string> Run()
    {
        int[] all = [.. await Take([1, 2], []), .. (await Take([.. Enumerable.Range(5, 2)], ["a", .. new[] { "b" }]))[..2]];
        HashSet<int> set = [.. await Take([1, 1], [])];
        ReadOnlySpan<int> span = [.. Take([3], ["c"]).Result];
        return $"{string.Join(',', all)} {set.Count} {span.Length}";
    }
}
