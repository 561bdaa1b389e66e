using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace NullsInsideGenericsAreCarried;

public sealed record Page<T>(IReadOnlyList<T> Items, T? First, Dictionary<string, T> Named);

public static class Tasks
{
    [FusionTask(Name = "NullsInsideGenericsAreCarried.Take")]
    public static Task<Page<string?>> Take(Page<string> page, List<List<string?>?> lists) =>
        Task.FromResult(new Page<string?>([.. page.Items, null, lists[0]?[0]], null, new() { ["n"] = null }));

    [FusionTask(Entry = true, Name = "NullsInsideGenericsAreCarried.Run")]
    public static async Task<string> Run()
    {
        var page = await Take(new(["a"], null, new() { ["x"] = "y" }), [null, [null]]);
        return $"{page.Items.Count} {page.First ?? "null"} {page.Named["n"] ?? "null"}";
    }
}
