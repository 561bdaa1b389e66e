using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace PatternsCallTasks;

public static class Tasks
{
    [FusionTask(Name = "PatternsCallTasks.Take")]
    public static Task<string> Take(string s) => Task.FromResult(s);

    [FusionTask(Entry = true, Name = "PatternsCallTasks.Run")]
    public static async Task<string> Run()
    {
        string s = "a";
        lock (typeof(Tasks))
        {
            s = Take("b").GetAwaiter().GetResult();
        }
        s += Take("c").Result[0];
        s += s switch
        {
            "b" when Take("d").Result == "d" => await Take("e"),
            _ => "?",
        };
        return s is { Length: > 0 } && await Take("f") is ['f', ..] and var z ? s + z : "";
    }
}
