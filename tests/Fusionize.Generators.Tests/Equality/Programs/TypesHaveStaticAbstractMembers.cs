using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace TypesHaveStaticAbstractMembers;

public interface IZero<TSelf>
    where TSelf : IZero<TSelf>
{
    static abstract TSelf Zero { get; }
    static abstract TSelf operator +(TSelf left, TSelf right);
}

public readonly record struct Money(decimal Amount) : IZero<Money>
{
    public static Money Zero => new(0);
    public static Money operator +(Money left, Money right) => new(left.Amount + right.Amount);
}

public static class Tasks
{
    [FusionTask(Name = "TypesHaveStaticAbstractMembers.Take")]
    public static Task<Money> Take(Money left, Money right) => Task.FromResult(left + right);

    private static async Task<TSum> Sum<TSum>(Func<TSum, TSum, Task<TSum>> add, params TSum[] values)
        where TSum : IZero<TSum>
    {
        var sum = TSum.Zero;
        foreach (var value in values)
            sum = await add(sum, value);
        return sum;
    }

    [FusionTask(Entry = true, Name = "TypesHaveStaticAbstractMembers.Run")]
    public static async Task<string> Run() => (await Sum<Money>((a, b) => Take(a, b), new(1.10m), new(2))).ToString();
}
