using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AStaticMemberOfAnInterfaceIsATask;

public interface IDo
{
    [FusionTask(Name = "AStaticMemberOfAnInterfaceIsATask.Take")]
    static Task<string> Do(string s) => Task.FromResult(s);
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "AStaticMemberOfAnInterfaceIsATask.Run")]
    public static async Task<string> Run() => await IDo.Do("a");
}
