using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ATaskIsCalledInAConstructorAndAnInitializer;

public static class Tasks
{
    private sealed class Holder
    {
        private readonly Task<int> _started = Take(1);

        public int Now { get; } = Take(2).Result;

        public Holder() => Then = Take(3).GetAwaiter().GetResult();

        public int Then { get; init; }

        public Task<int> Started => _started;

        ~Holder() => _ = Later?.Invoke();

        public static Func<int>? Later { get; set; }
    }

    [FusionTask(Name = "ATaskIsCalledInAConstructorAndAnInitializer.Take")]
    public static Task<int> Take(int value) => Task.FromResult(value + 1);

    [FusionTask(Entry = true, Name = "ATaskIsCalledInAConstructorAndAnInitializer.Run")]
    public static async Task<string> Run()
    {
        var holder = new Holder { Then = Take(4).Result };
        return $"{await holder.Started} {holder.Now} {holder.Then}";
    }
}
