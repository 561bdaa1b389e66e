using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ArgumentsComeFromTheCaller;

public static class Tasks
{
    private static int s_order;

    private static string Next(string s) => s + ++s_order; // FZ0019

    [FusionTask(Name = "ArgumentsComeFromTheCaller.Take")]
    public static Task<string> Take(
        string a,
        string b,
        [System.Runtime.CompilerServices.CallerMemberName] string c = "",
        [System.Runtime.CompilerServices.CallerArgumentExpression("a")] string d = "",
        [System.Runtime.CompilerServices.CallerLineNumber] int e = 0
    ) => Task.FromResult(a + b + c + d + (e > 0));

    [FusionTask(Entry = true, Name = "ArgumentsComeFromTheCaller.Run")]
    public static async Task<string> Run() => await Take(b: Next("b"), a: Next("a"));
}
