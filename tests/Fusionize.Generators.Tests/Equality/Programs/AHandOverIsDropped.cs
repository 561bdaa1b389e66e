using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AHandOverIsDropped;

public static class Tasks
{
    [FusionTask(Name = "AHandOverIsDropped.Take")]
    public static Task Take(string text) => Task.CompletedTask;

    [FusionTask(Name = "AHandOverIsDropped.Count")]
    public static ValueTask<int> Count(int value) => new(value);

    [FusionTask(Entry = true, Name = "AHandOverIsDropped.Run")]
    public static async Task<string> Run()
    {
        var flag = DateTime.UnixEpoch.Year == 1970;
        _ = Take("a").Detach(); // FZ0015
        Take("b").Detach(); // FZ0015
        Action later = () => Take("c").Detach(); // FZ0015
        Action<string> others = static text => { _ = Take(text).Detach(); }; // FZ0015
        Take("d").Detach().ConfigureAwait(false); // FZ0015
        Take("e").ConfigureAwait(false); // FZ0015
        Count(1).AsTask(); // FZ0015
        _ = flag
            ? Take("f").Detach() // FZ0015
            : Take("g").Detach(); // FZ0015
        _ = flag switch
        {
            true => Take("h").Detach(), // FZ0015
            _ => Task.CompletedTask,
        };
        _ = (Take("i").Detach(), 1); // FZ0015
        void Local() => Take("j").Detach(); // FZ0015
        for (var i = 0; i < 1; Take("k").Detach(), i++) // FZ0015
            await (flag ? Take("l").Detach() : Take("m").Detach());
        await Take("n").Detach().ConfigureAwait(false);
        Func<Task> good = () => Take("o").Detach();
        await good();
        await Task.WhenAll(Take("p").Detach(), Take("q"));
        later();
        others("r");
        Local();
        return "x";
    }
}
