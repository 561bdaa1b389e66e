using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ALambdaIsATask;

public static class Tasks
{
    [FusionTask(Entry = true, Name = "ALambdaIsATask.Run")]
    public static async Task<string> Run()
    {
        var take = [FusionTask] static (string s) => Task.FromResult(s); // FZ0028
        return await take("a");
    }
}
