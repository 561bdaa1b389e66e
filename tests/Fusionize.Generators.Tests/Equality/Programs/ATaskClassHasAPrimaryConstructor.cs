using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ATaskClassHasAPrimaryConstructor;

public sealed class Prices(int factor = 3)
{
    [FusionTask(Name = "ATaskClassHasAPrimaryConstructor.Take")]
    public Task<int> Take(int value) => Task.FromResult(value * factor);
}

public sealed class Shop(Prices prices)
{
    [FusionTask(Name = "ATaskClassHasAPrimaryConstructor.Buy")]
    public async Task<int> Buy(int count) => await prices.Take(count) + 1;
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "ATaskClassHasAPrimaryConstructor.Run")]
    public static async Task<string> Run() => $"{await new Shop(new Prices()).Buy(2)}";
}
