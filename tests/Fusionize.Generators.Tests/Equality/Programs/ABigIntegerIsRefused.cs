using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;
using System.Numerics;

namespace ABigIntegerIsRefused;

public static class Tasks
{
    [FusionTask(Name = "ABigIntegerIsRefused.Take")]
    public static Task<string> Take(BigInteger number) => Task.FromResult($"{number}"); // FZ0012 FZ0021

    [FusionTask(Name = "ABigIntegerIsRefused.TakeComplex")]
    public static Task<string> TakeComplex(Complex number) => Task.FromResult($"{number}"); // FZ0012 FZ0021

    [FusionTask(Name = "ABigIntegerIsRefused.TakeTuple")]
    public static Task<string> TakeTuple((int A, string B) pair) => Task.FromResult($"{pair}"); // FZ0012 FZ0021

    [FusionTask(Entry = true, Name = "ABigIntegerIsRefused.Run")]
    public static Task<string> Run() => Task.FromResult("x");
}
