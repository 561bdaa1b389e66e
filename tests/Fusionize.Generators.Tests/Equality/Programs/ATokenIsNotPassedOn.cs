using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ATokenIsNotPassedOn;

public static class Tasks
{
    [FusionTask(Name = "ATokenIsNotPassedOn.Take")]
    public static Task<string> Take(string s, CancellationToken ct = default) => Task.FromResult(s);

    [FusionTask(Entry = true, Name = "ATokenIsNotPassedOn.Run")]
    public static Task<string> Run() => Go(default);

    static async Task<string> Go(CancellationToken ct)
    {
        var f = async () => await Take("a"); // FZ0030
        return await f() + await Take("b", default) + await Take("c", CancellationToken.None) + await L() + await Take("d"); // FZ0030
        async Task<string> L() => await Take("e"); // FZ0030
    }
}
