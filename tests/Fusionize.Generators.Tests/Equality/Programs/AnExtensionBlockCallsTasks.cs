using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AnExtensionBlockCallsTasks;

public static class Extensions
{
    extension(string text)
    {
        public Task<string> Taken => Tasks.Take(text);

        public async Task<string> TakenTwice() => await Tasks.Take(await text.Taken);

        public static async Task<string> Empty() => await Tasks.Take("");
    }

    extension<T>(IEnumerable<T> source)
        where T : notnull
    {
        public async Task<List<string>> TakeAll()
        {
            var all = new List<string>();
            foreach (var one in source)
                all.Add(await Tasks.Take($"{one}"));
            return all;
        }
    }
}

public static class Tasks
{
    [FusionTask(Name = "AnExtensionBlockCallsTasks.Take")]
    public static Task<string> Take(string text) => Task.FromResult(text + "!");

    [FusionTask(Entry = true, Name = "AnExtensionBlockCallsTasks.Run")]
    public static async Task<string> Run() =>
        await "a".Taken + await "b".TakenTwice() + await string.Empty() + string.Join(',', await new[] { 1, 2 }.TakeAll());
}
