using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ALocalFunctionIsATask;

public static class Tasks
{
    [FusionTask(Entry = true, Name = "ALocalFunctionIsATask.Run")]
    public static async Task<string> Run()
    {
        [FusionTask]
        static Task<string> Take(string s) => Task.FromResult(s); // FZ0008
        return await Take("a");
    }
}
