using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ArgumentsAreWidened;

public static class Tasks
{
    [FusionTask(Name = "ArgumentsAreWidened.Take")]
    public static Task<string> Take(int? n, double d, long l) => Task.FromResult($"{n}{d}{l}");

    [FusionTask(Entry = true, Name = "ArgumentsAreWidened.Run")]
    public static async Task<string> Run() => await Take(1, 2, 3) + await Take(null, 'c', (byte)3) + await Take(d: 1f, l: 2, n: default);
}
