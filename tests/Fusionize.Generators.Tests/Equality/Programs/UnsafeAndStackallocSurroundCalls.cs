using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace UnsafeAndStackallocSurroundCalls;

public static class Tasks
{
    [FusionTask(Name = "UnsafeAndStackallocSurroundCalls.Take")]
    public static Task<int> Take(int value) => Task.FromResult(value + 1);

    private static int Sum(scoped ReadOnlySpan<int> numbers)
    {
        var sum = 0;
        foreach (ref readonly var number in numbers)
            sum += Take(number).Result;
        return sum;
    }

    [FusionTask(Entry = true, Name = "UnsafeAndStackallocSurroundCalls.Run")]
    public static async Task<string> Run()
    {
        Span<int> numbers = stackalloc int[] { 1, Take(2).Result, 3 };
        var sum = Sum(numbers);
        ref var first = ref numbers[0];
        first = Take(9).Result;
        sum += numbers[0];
        return $"{sum} {await Take(sum)}";
    }
}
