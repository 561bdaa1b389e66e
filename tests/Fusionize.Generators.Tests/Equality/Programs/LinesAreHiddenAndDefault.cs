using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace LinesAreHiddenAndDefault;

public static class Tasks
{
    [FusionTask(Name = "LinesAreHiddenAndDefault.Take")]
    public static Task<string> Take(string text) => Task.FromResult(text);

    [FusionTask(Entry = true, Name = "LinesAreHiddenAndDefault.Run")]
    public static async Task<string> Run()
    {
#line hidden
        var a = await Take("a");
#line 1 "Other.cshtml"
        var b = await Take("b");
#line (7, 1) - (7, 9) 3 "Another.razor"
        var c = await Take("c");
#line default
        return a + b + c;
    }
}
