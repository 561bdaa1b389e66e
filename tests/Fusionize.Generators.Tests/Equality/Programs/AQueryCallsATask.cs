using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AQueryCallsATask;

public static class Tasks
{
    [FusionTask(Name = "AQueryCallsATask.Take")]
    public static Task<string> Take(string s) => Task.FromResult(s);

    [FusionTask(Entry = true, Name = "AQueryCallsATask.Run")]
    public static async Task<string> Run() =>
        string.Concat(await Task.WhenAll([.. from s in new[] { "a", "b" } let t = Take(s) select t, Take("c")]));
}
