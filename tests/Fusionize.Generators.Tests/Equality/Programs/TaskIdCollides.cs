using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Fusionize;

namespace TaskIdCollides;

public static class Tasks
{
    [FusionTask]
    public static Task<string> Store(string s) => Task.FromResult(s);

    [FusionTask]
    public static Task<string> Store_Async(string s) => Task.FromResult(s);

    [FusionTask(Name = "file")]
    public static Task<string> File(string s) => Task.FromResult(s);

    [FusionTask]
    public static Task<string> TaskSwitch(string s) => Task.FromResult(s);

    [FusionTask]
    public static Task<string> NotConnected(string s) => Task.FromResult(s);

    [FusionTask(Entry = true, Name = "TaskIdCollides.Run")]
    public static async Task<string> Run() =>
        string.Join(", ", new[] { await Store("x"), await Store_Async("x"), await File("x"), await TaskSwitch("x"), await NotConnected("x") });
}
