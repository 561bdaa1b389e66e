using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace NestedGenericsAreCarried;

public static class Outer<T>
{
    public sealed record Inner<TValue>(T First, TValue Second);
}

public static class Tasks
{
    [FusionTask(Name = "NestedGenericsAreCarried.Take")]
    public static Task<Outer<int>.Inner<List<string?>>> Take(Outer<string>.Inner<Dictionary<int, Outer<int>.Inner<string>>> value) =>
        Task.FromResult(new Outer<int>.Inner<List<string?>>(value.Second.Count, [value.First, null, value.Second[3].Second]));

    [FusionTask(Entry = true, Name = "NestedGenericsAreCarried.Run")]
    public static async Task<string> Run()
    {
        var taken = await Take(new("x", new() { [3] = new(4, "y") }));
        return $"{taken.First} {string.Join(',', taken.Second)}";
    }
}
