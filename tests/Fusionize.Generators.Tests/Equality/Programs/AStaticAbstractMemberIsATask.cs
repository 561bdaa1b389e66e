using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AStaticAbstractMemberIsATask;

public interface IDo
{
    static abstract Task<string> Do(string s);
}

public sealed class Does : IDo
{
    [FusionTask(Name = "AStaticAbstractMemberIsATask.Take")]
    public static Task<string> Do(string s) => Task.FromResult(s);
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "AStaticAbstractMemberIsATask.Run")]
    public static async Task<string> Run() => await Through<Does>();

    private static Task<string> Through<T>()
        where T : IDo => T.Do("a"); // FZ0017
}
