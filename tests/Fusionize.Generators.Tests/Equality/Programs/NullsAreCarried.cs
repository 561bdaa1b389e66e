using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace NullsAreCarried;

public static class Tasks
{
    [FusionTask(Name = "NullsAreCarried.Take")]
    public static Task<string?> Take(string? s) => Task.FromResult(s);

    [FusionTask(Name = "NullsAreCarried.Take2")]
    public static async ValueTask<int?> Maybe(int? n)
    {
        await Task.Yield();
        return n;
    }

    [FusionTask(Name = "NullsAreCarried.Take3")]
    public static Task<List<string>?> None() => Task.FromResult<List<string>?>(null);

    [FusionTask(Entry = true, Name = "NullsAreCarried.Run")]
    public static async Task<string> Run() =>
        await Take(null) + await Take("x") + (await Maybe(null) is null) + await Maybe(3) + ((await None())?.Count is null);
}
