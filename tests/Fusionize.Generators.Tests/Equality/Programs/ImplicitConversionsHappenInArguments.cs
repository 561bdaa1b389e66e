using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ImplicitConversionsHappenInArguments;

public readonly record struct Metres(double Value)
{
    public static implicit operator Metres(double value) => new(value);
    public static implicit operator string(Metres metres) => $"{metres.Value} m";
}

public static class Tasks
{
    [FusionTask(Name = "ImplicitConversionsHappenInArguments.Take")]
    public static Task<string> Take(Metres metres, long factor, double? maybe, IReadOnlyList<int> list, IEnumerable<Metres> all) =>
        Task.FromResult($"{metres.Value} {factor} {maybe} {list.Count} {all.Count()}");

    [FusionTask(Name = "ImplicitConversionsHappenInArguments.Name")]
    public static Task<string> Name(string text) => Task.FromResult(text);

    [FusionTask(Entry = true, Name = "ImplicitConversionsHappenInArguments.Run")]
    public static async Task<string> Run()
    {
        short factor = 3;
        return await Take(1.5f, factor, 4, [1, 2], [2.5, 3.5])
            + await Name(new Metres(2))
            + await Take(metres: 'c', list: new int[1], all: [], maybe: null, factor: factor);
    }
}
