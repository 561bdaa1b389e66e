using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace GotoAndExceptionFiltersSurroundCalls;

public static class Tasks
{
    [FusionTask(Name = "GotoAndExceptionFiltersSurroundCalls.Take")]
    public static Task<int> Take(int value) => value < 0 ? throw new ArgumentException("negative") : Task.FromResult(value + 1);

    [FusionTask(Entry = true, Name = "GotoAndExceptionFiltersSurroundCalls.Run")]
    public static async Task<string> Run()
    {
        var value = 0;
        again:
        try
        {
            value = await Take(value);
            if (value < 3)
                goto again;
            await Take(-1);
        }
        catch (TaskFailedException e) when (Take(1).Result == 2 && e.Is<ArgumentException>())
        {
            value = await Take(10);
        }
        finally
        {
            value += await Take(100);
        }
        unchecked
        {
            value += checked(await Take(1) * 2);
        }
        return value switch
        {
            > 5 and var v => $"{v} {await Take(v)}",
            _ => "?",
        };
    }
}
