using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ATaskIsLocalToItsFile;

file static class Hidden
{
    [FusionTask(Name = "ATaskIsLocalToItsFile.Take")]
    public static Task<string> Take(string s) => Task.FromResult(s); // FZ0008

    public static Task<string> Go() => Take("a");
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "ATaskIsLocalToItsFile.Run")]
    public static async Task<string> Run() => await Hidden.Go();
}
