using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace CodeIsCompiledConditionally;

public static partial class Tasks
{
#if ODD_SYMBOL
    [FusionTask(Name = "CodeIsCompiledConditionally.Nothing")]
    public static Task<string> Take(string text) => throw new NotSupportedException();
#elif true
    [FusionTask(Name = "CodeIsCompiledConditionally.Take")]
    public static Task<string> Take(string text) => Task.FromResult(text);
#endif

    [System.Diagnostics.Conditional("NEVER_DEFINED")]
    private static void Trace(Task<string> task) { }

    [FusionTask(Entry = true, Name = "CodeIsCompiledConditionally.Run")]
    public static async Task<string> Run()
    {
        Trace(Take("never"));
#if !ODD_SYMBOL
        return await Take("a");
#else
        return await Take("b");
#endif
    }
}
