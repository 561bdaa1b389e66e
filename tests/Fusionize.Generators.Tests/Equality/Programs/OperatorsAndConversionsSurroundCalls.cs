using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace OperatorsAndConversionsSurroundCalls;

public readonly record struct Metres(double Value)
{
    public static implicit operator Metres(double value) => new(value);
    public static explicit operator double(Metres metres) => metres.Value;
    public static Metres operator checked +(Metres left, Metres right) => new(left.Value + right.Value);
    public static Metres operator +(Metres left, Metres right) => new(left.Value + right.Value);
    public static bool operator true(Metres metres) => metres.Value > 0;
    public static bool operator false(Metres metres) => metres.Value <= 0;
}

public static class Tasks
{
    [FusionTask(Name = "OperatorsAndConversionsSurroundCalls.Take")]
    public static Task<Metres> Take(Metres metres, long factor = 2, double? unused = null) => Task.FromResult(new Metres(metres.Value * factor));

    [FusionTask(Entry = true, Name = "OperatorsAndConversionsSurroundCalls.Run")]
    public static async Task<string> Run()
    {
        var sum = await Take(2) + await Take(3, 4);
        sum += await Take(1);
        return await Take(sum) ? $"{(double)checked(sum + await Take((Metres)0.5))}" : "none";
    }
}
