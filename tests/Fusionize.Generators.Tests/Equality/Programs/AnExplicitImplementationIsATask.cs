using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AnExplicitImplementationIsATask;

public interface IDo
{
    Task<string> Do(string s);
}

public sealed class Does : IDo
{
    [FusionTask(Name = "AnExplicitImplementationIsATask.Take")]
    Task<string> IDo.Do(string s) => Task.FromResult(s); // FZ0008 FZ0021
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "AnExplicitImplementationIsATask.Run")]
    public static async Task<string> Run()
    {
        IDo d = new Does();
        return await d.Do("a");
    }
}
