using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ARefStructCallsATask;

public static class Tasks
{
    [FusionTask(Name = "ARefStructCallsATask.Take")]
    public static Task<string> Take(string s) => Task.FromResult(s);

    [FusionTask(Entry = true, Name = "ARefStructCallsATask.Run")]
    public static async Task<string> Run()
    {
        var x = new Walk("ab");
        return await x.Go();
    }

    public ref struct Walk(string s)
    {
        private readonly ReadOnlySpan<char> _s = s;

        public Task<string> Go() => Take(_s[..1].ToString());
    }
}
