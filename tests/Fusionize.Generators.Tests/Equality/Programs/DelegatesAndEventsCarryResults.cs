using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace DelegatesAndEventsCarryResults;

public static class Tasks
{
    private delegate Task<int> Adder(int value);

    private sealed class Source
    {
        public event Adder? Added;

        public Task<int> Raise(int value) => Added?.Invoke(value) ?? Task.FromResult(0);
    }

    [FusionTask(Name = "DelegatesAndEventsCarryResults.Take")]
    public static Task<int> Take(int value) => Task.FromResult(value + 1);

    [FusionTask(Entry = true, Name = "DelegatesAndEventsCarryResults.Run")]
    public static async Task<string> Run()
    {
        var source = new Source();
        source.Added += static value => Take(value);
        source.Added += delegate (int value) { return Take(value * 2); };
        Adder adder = async value => await Take(await source.Raise(value));
        var lazy = new Lazy<Task<int>>(() => Take(7));
        var first = Enumerable.Range(0, 2).Select(async i => await Take(i)).First();
        return $"{await adder(3)} {await lazy.Value} {await Task.Run(() => Take(8))} {await first}";
    }
}
