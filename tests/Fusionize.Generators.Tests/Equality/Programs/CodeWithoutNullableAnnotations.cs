#nullable disable
using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace CodeWithoutNullableAnnotations;

public static class Tasks
{
    public sealed class Old
    {
        public string A { get; set; }
        public List<string> L { get; set; }
        public Old Next { get; set; }
    }

    [FusionTask(Name = "CodeWithoutNullableAnnotations.Take")]
    public static Task<string> Take(Old o, string s = null) => Task.FromResult(o?.A + s + o?.L?.Count); // FZ0013

    [FusionTask(Entry = true, Name = "CodeWithoutNullableAnnotations.Run")]
    public static async Task<string> Run() =>
        await Take(null)
        + await Take(new Old { A = null, L = null }, null)
        + await Take(
            new Old
            {
                A = "x",
                L = new List<string> { null },
            }
        );
}
