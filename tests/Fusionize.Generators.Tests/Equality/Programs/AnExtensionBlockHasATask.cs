using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AnExtensionBlockHasATask;

public static class Tasks
{
    extension(Work w)
    {
        [FusionTask(Name = "AnExtensionBlockHasATask.Take")]
        public Task<string> Take(string s) => Task.FromResult(w.A + s); // FZ0028
    }

    public sealed record Work(string A);

    [FusionTask(Entry = true, Name = "AnExtensionBlockHasATask.Run")]
    public static async Task<string> Run() => await new Work("x").Take("a");
}
