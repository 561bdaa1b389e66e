using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Fusionize;

namespace SameSimpleNames.Billing
{
    public enum Status
    {
        Open,
        Paid,
    }
}

namespace SameSimpleNames.Shipping
{
    public enum Status
    {
        Packed,
        Sent,
    }
}

namespace SameSimpleNames
{
    public sealed record Order(Billing.Status B, Shipping.Status S);

    public static class Tasks
    {
        [FusionTask(Name = "SameSimpleNames.P1")]
        public static Task<string> P1(Order o) => Task.FromResult(o.ToString());

        [FusionTask(Entry = true, Name = "SameSimpleNames.Run")]
        public static async Task<string> Run() => string.Join(", ", new[] { await P1(new(Billing.Status.Paid, Shipping.Status.Sent)) });
    }
}
