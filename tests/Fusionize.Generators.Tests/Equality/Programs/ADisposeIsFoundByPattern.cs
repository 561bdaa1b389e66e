using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ADisposeIsFoundByPattern;

public static class Tasks
{
    private ref struct Scope
    {
        private readonly List<string> _log;

        public Scope(List<string> log) => _log = log;

        public void Dispose() => _log.Add(Take("disposed").GetAwaiter().GetResult());
    }

    [FusionTask(Name = "ADisposeIsFoundByPattern.Take")]
    public static Task<string> Take(string text) => Task.FromResult(text + "!");

    private static void Use(List<string> log)
    {
        using var scope = new Scope(log);
        log.Add("used");
    }

    [FusionTask(Entry = true, Name = "ADisposeIsFoundByPattern.Run")]
    public static async Task<string> Run()
    {
        var log = new List<string>();
        Use(log);
        return string.Join(',', log) + await Take("end");
    }
}
