using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ATaskIsObsolete;

public static class Tasks
{
    [FusionTask(Name = "ATaskIsObsolete.Take"), Obsolete("gone", true)]
    public static Task<string> Take(string s) => Task.FromResult(s); // FZ0008

    [Obsolete("gone", true)]
    public static Task<string> Helper() => Take("a");

    [FusionTask(Entry = true, Name = "ATaskIsObsolete.Run")]
    public static async Task<string> Run()
    {
        await Task.Yield();
        return "a";
    }
}
