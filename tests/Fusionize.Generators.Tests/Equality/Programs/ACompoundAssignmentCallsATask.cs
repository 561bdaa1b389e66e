using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ACompoundAssignmentCallsATask;

public static class Tasks
{
    [FusionTask(Name = "ACompoundAssignmentCallsATask.Take")]
    public static Task<string> Take(string s) => Task.FromResult(s);

    [FusionTask(Entry = true, Name = "ACompoundAssignmentCallsATask.Run")]
    public static async Task<string> Run()
    {
        var x = new Acc();
        x += "a";
        return await x.Last!;
    }

    public sealed class Acc
    {
        public Task<string>? Last;

        public void operator +=(string s) => Last = Take(s);
    }
}
