using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace APartialMethodIsATask;

public static partial class Tasks
{
    public static partial Task<string> Take(string s = "d");

    [FusionTask(Entry = true, Name = "APartialMethodIsATask.Run")]
    public static async Task<string> Run() => await Take();
}

public static partial class Tasks
{
    [FusionTask(Name = "APartialMethodIsATask.Take")]
    public static partial Task<string> Take(string s) => Task.FromResult(s);
}
