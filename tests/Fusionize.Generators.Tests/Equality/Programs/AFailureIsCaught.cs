using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AFailureIsCaught;

public static class Tasks
{
    [FusionTask(Name = "AFailureIsCaught.Take")]
    public static Task<string> Take(string s) => s.Length > 1 ? throw new FormatException(s) : Task.FromResult(s);

    [FusionTask(Entry = true, Name = "AFailureIsCaught.Run")]
    public static async Task<string> Run()
    {
        try
        {
            return await Take("long");
        }
        catch (TaskFailedException e) when (e.Is<FormatException>())
        {
            return await Take("a") + e.Message;
        }
    }
}
