using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ATaskIsExperimental;

public static class Tasks
{
    [FusionTask(Name = "ATaskIsExperimental.Take"), System.Diagnostics.CodeAnalysis.Experimental("Y1")]
    public static Task<string> Take(string s) => Task.FromResult(s);
#pragma warning disable Y1
    [FusionTask(Entry = true, Name = "ATaskIsExperimental.Run")]
    public static async Task<string> Run() => await Take("a");
}
