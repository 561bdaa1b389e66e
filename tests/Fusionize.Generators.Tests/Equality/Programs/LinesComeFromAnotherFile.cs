using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace LinesComeFromAnotherFile;

public static class Tasks
{
    [FusionTask(Name = "LinesComeFromAnotherFile.Take")]
    public static Task<string> Take(string s) => Task.FromResult(s);

    [FusionTask(Entry = true, Name = "LinesComeFromAnotherFile.Run")]
    public static async Task<string> Run()
    {
#line 200 "Page.razor"
        var a = await Take("a");
#line hidden
        var b = await Take("b");
#line (1, 1) - (5, 60) 10 "Other.razor"
        var c = await Take("c");
#line default
        return a + b + c;
    }
}
