using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ArgumentsAreConverted;

public static class Tasks
{
    [FusionTask(Name = "ArgumentsAreConverted.Take")]
    public static Task<string> Take(Work w) => Task.FromResult(w.A);

    public sealed record Work(string A)
    {
        public static implicit operator Work(string s) => new(s);
    }

    [FusionTask(Entry = true, Name = "ArgumentsAreConverted.Run")]
    public static async Task<string> Run() => await Take("a") + await Take(new("b")) + await Take(new Work("c") with { A = "d" });
}
