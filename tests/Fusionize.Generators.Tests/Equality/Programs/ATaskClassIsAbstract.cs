using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ATaskClassIsAbstract;

public abstract class Work // FZ0023
{
    [FusionTask(Name = "ATaskClassIsAbstract.Take")]
    public Task<string> Take(string s) => Task.FromResult(s + Kind);

    protected abstract string Kind { get; }
}

public sealed class Real : Work
{
    protected override string Kind => "r";
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "ATaskClassIsAbstract.Run")]
    public static async Task<string> Run() => await new Real().Take("a");
}
