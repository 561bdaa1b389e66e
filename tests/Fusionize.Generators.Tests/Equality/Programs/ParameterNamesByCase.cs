using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Fusionize;

namespace ParameterNamesByCase;

public static class Tasks
{
    [FusionTask(Name = "ParameterNamesByCase.P1")]
    public static Task<string> P1(int a, int A = 9) => Task.FromResult($"{a} {A}"); // FZ0029

    [FusionTask(Entry = true, Name = "ParameterNamesByCase.Run")]
    public static async Task<string> Run() => string.Join(", ", new[] { await P1(1, 2) });
}
