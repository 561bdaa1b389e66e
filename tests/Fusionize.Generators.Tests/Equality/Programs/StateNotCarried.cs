using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text;
using System.Threading.Tasks;
using Fusionize;

namespace StateNotCarried;

public sealed class Order
{
    public string Id { get; private set; } = "";

    public static Order Make(string id) => new() { Id = id };
}

public readonly struct Money(decimal amount)
{
    public decimal Amount { get; } = amount;
}

public sealed record Audit(int A)
{
    internal int Rev { get; init; }
}

public sealed class Both
{
    public Both() { }

    public Both(string id)
    {
        Id = id;
    }

    public string? Id { get; }
}

public sealed record Bag(string A)
{
    public List<int> Items { get; } = [];
}

public static class Tasks
{
    [FusionTask(Name = "StateNotCarried.P1")]
    public static Task<string> P1(Order x) => Task.FromResult("private set = " + x.Id); // FZ0012

    [FusionTask(Name = "StateNotCarried.P2")]
    public static Task<string> P2(Money x) => Task.FromResult("readonly struct = " + x.Amount); // FZ0012

    [FusionTask(Name = "StateNotCarried.P3")]
    public static Task<string> P3(Audit x) => Task.FromResult("internal = " + x.Rev); // FZ0012

    [FusionTask(Name = "StateNotCarried.P4")]
    public static Task<string> P4(Both x) => Task.FromResult("two ctors = " + x.Id); // FZ0012

    [FusionTask(Name = "StateNotCarried.P5")]
    public static Task<string> P5(Bag x) => Task.FromResult("get-only list = " + x.Items.Count); // FZ0012

    [FusionTask(Name = "StateNotCarried.P6")]
    public static Task<string> P6(BigInteger x) => Task.FromResult("BigInteger = " + x); // FZ0012

    [FusionTask(Name = "StateNotCarried.P7")]
    public static Task<string> P7(Range x) => Task.FromResult("Range = " + x); // FZ0012

    [FusionTask(Name = "StateNotCarried.P8")]
    public static Task<string> P8(System.Drawing.Color x) => Task.FromResult("Color = " + x); // FZ0012

    [FusionTask(Name = "StateNotCarried.P9")]
    public static Task<string> P9(StringBuilder x) => Task.FromResult("StringBuilder = " + x.ToString().Replace('\0', '.')); // FZ0012

    [FusionTask(Name = "StateNotCarried.P10")]
    public static Task<string> P10(System.Diagnostics.Stopwatch x) => Task.FromResult("Stopwatch running = " + x.IsRunning); // FZ0012

    [FusionTask(Entry = true, Name = "StateNotCarried.Run")]
    public static async Task<string> Run() =>
        string.Join(
            ", ",
            new[]
            {
                await P1(Order.Make("id")),
                await P2(new(5)),
                await P3(new(1) { Rev = 2 }),
                await P4(new("id")),
                await P5(new("a") { Items = { 1, 2 } }),
                await P6(12345),
                await P7(1..4),
                await P8(System.Drawing.Color.Red),
                await P9(new("abc")),
                await P10(System.Diagnostics.Stopwatch.StartNew()),
            }
        );
}
