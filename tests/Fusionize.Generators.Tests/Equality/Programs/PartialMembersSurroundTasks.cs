using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace PartialMembersSurroundTasks;

public static partial class Tasks
{
    [FusionTask(Name = "PartialMembersSurroundTasks.Take")]
    public static partial Task<string> Take(string text);

    private static partial string Text { get; }
}

public static partial class Tasks
{
    public static partial Task<string> Take(string text) => Task.FromResult(text + Text);

    private static partial string Text => "!";

    [FusionTask(Entry = true, Name = "PartialMembersSurroundTasks.Run")]
    public static Task<string> Run() => Take("a");
}
