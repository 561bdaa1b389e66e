using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace OverloadsAreTasks;

public static class Tasks
{
    [FusionTask(Name = "OverloadsAreTasks.Take")]
    public static Task<string> Take(string s) => Task.FromResult(s);

    [FusionTask(Name = "OverloadsAreTasks.Take2")]
    public static Task<string> Take(int n) => Task.FromResult("n" + n);

    [FusionTask(Entry = true, Name = "OverloadsAreTasks.Run")]
    public static async Task<string> Run() => await Take("a") + await Take(1) + await Take((short)2) + await Take('c'.ToString());
}
