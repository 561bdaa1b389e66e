using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AnExtensionBlockHasAStaticTask;

public static class Tasks
{
    extension(Work)
    {
        [FusionTask(Name = "AnExtensionBlockHasAStaticTask.Take")]
        public static Task<string> Take(string s) => Task.FromResult(s); // FZ0028
    }

    public sealed record Work(string A);

    [FusionTask(Entry = true, Name = "AnExtensionBlockHasAStaticTask.Run")]
    public static async Task<string> Run() => await Work.Take("a");
}
