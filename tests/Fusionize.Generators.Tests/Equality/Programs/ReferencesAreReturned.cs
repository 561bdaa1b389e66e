using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ReferencesAreReturned;

public static class Tasks
{
    [FusionTask(Name = "ReferencesAreReturned.Take")]
    public static Task<int> Take(in_ value) => Task.FromResult(value.A);

    public readonly record struct in_(int A);

    private static ref int Largest(int[] numbers)
    {
        var at = 0;
        for (var i = 1; i < numbers.Length; i++)
            if (numbers[i] > numbers[at])
                at = i;
        return ref numbers[at];
    }

    [FusionTask(Entry = true, Name = "ReferencesAreReturned.Run")]
    public static async Task<string> Run()
    {
        int[] numbers = [1, 5, 3];
        var taken = Take(new(Largest(numbers)));
        var twice = await taken * 2;
        Largest(numbers) = twice;
        return string.Join(',', numbers);
    }
}
