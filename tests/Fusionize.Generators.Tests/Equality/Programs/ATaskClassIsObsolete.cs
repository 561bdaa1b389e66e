using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ATaskClassIsObsolete;

[Obsolete("old", true)]
public sealed class Work
{
    [FusionTask(Name = "ATaskClassIsObsolete.Take")]
    public Task<string> Take(string s) => Task.FromResult(s); // FZ0008 FZ0021
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "ATaskClassIsObsolete.Run")]
    public static async Task<string> Run()
    {
        await Task.Yield();
        return "a";
    }
}
