using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AConditionalAssignmentCallsATask;

public static class Tasks
{
    [FusionTask(Name = "AConditionalAssignmentCallsATask.Take")]
    public static Task<string> Take(string s) => Task.FromResult(s);

    [FusionTask(Entry = true, Name = "AConditionalAssignmentCallsATask.Run")]
    public static async Task<string> Run()
    {
        Box? b = new();
        b?.T = Take("a");
        Box? none = null;
        none?.T = Take("b");
        b?.Map["x"] = await Take("c");
        return await b!.T! + b.Map["x"];
    }

    public sealed class Box
    {
        public Task<string>? T
        {
            get => field;
            set => field = value;
        }
        public Dictionary<string, string> Map { get; } = [];
    }
}
