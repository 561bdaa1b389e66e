using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Fusionize;

namespace StaticExtensionTask;

public sealed record Order(int N);

public static class Ext
{
    extension(Order)
    {
        [FusionTask(Name = "StaticExtensionTask.Charge")]
        public static Task<string> Charge(Order o) => Task.FromResult("x"); // FZ0028
    }
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "StaticExtensionTask.Run")]
    public static async Task<string> Run() => string.Join(", ", new[] { await Order.Charge(new(1)) });
}
