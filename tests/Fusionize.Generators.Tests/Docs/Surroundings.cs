namespace Fusionize.Generators.Tests.Docs;

/// <summary>What the examples of the documentation mention and don't declare. A type of the same name in an example comes first.</summary>
internal static class Surroundings
{
    /// <summary>One page has a class Store, others a task of that name.</summary>
    public static string UsingsFor(string text) =>
        Usings + (text.Contains("Store.Default", StringComparison.Ordinal) ? "using Around.Sensors;\n" : "using static Around.Tasks;\n");

    public const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.ComponentModel.DataAnnotations;
        using System.Linq;
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Threading;
        using System.Threading.Tasks;
        using Fusionize;
        using Fusionize.Optimization;
        using Fusionize.Testing;
        using Fusionize.Configuration;
        using Fusionize.Logging;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Logging;
        using Xunit;
        using Around;
        using static Around.Values;

        """;

    /// <summary>The names are those of the examples, so they mean the same in each.</summary>
    public const string Source = """
        namespace Around
        {
            public sealed record Order(string Id, System.Collections.Generic.IReadOnlyList<string> Lines);
            public sealed record Invoice(string Id);
            public sealed record Customer(string Name);
            public sealed record Mail(string To);
            public sealed record Reading(string SensorId, double Value);
            public sealed record SensorEvent(string SensorId);
            public sealed record Node(System.Collections.Generic.IReadOnlyList<Node> Children);
            public sealed record Cart(string Customer, int Items);
            public sealed record Receipt(decimal Price, OrderState State);
            public enum OrderState { Open, Confirmed }
            public sealed record Settings(string Currency);

            public interface IClock { }
            public sealed class Clock : IClock { }
            public interface IStore { Task Put(Order order, CancellationToken ct); }
            public sealed class FileStore(string folder = "") : IStore
            {
                public Task Put(Order order, CancellationToken ct) => Task.FromResult(folder);
            }
            public sealed class Session(IStore store) { public IStore Store => store; }
            public sealed record Counters(string Table) { public Task<int> IncrementAsync() => Task.FromResult(1); }

            public sealed class OrderJson
            {
                public static OrderJson Default { get; } = new();
                public System.Text.Json.Serialization.Metadata.JsonTypeInfo<Order> Order => throw null!;
            }
            public static class Outbox
            {
                public static Task<bool> Has(string id, CancellationToken ct) => Task.FromResult(false);
            }

            public sealed class Billing
            {
                public string Currency => "EUR";
                [FusionTask(Name = "Around.Bill", Entry = true)]
                public Task<Receipt> Bill(Order order, CancellationToken ct) => throw null!;
            }
            public sealed class Pricing(int rate = 1)
            {
                private int Standard => rate;
                [FusionTask(Name = "Around.Price", Entry = true)]
                public Task<int> Price(Order order, int rate = 1) => Task.FromResult(rate + Standard);
            }
            public sealed class Checkout
            {
                [FusionTask(Name = "Around.PlaceOrder", Entry = true)]
                public Task<Receipt> PlaceOrder(Order order, CancellationToken ct) => throw null!;
            }
            public static class Shop
            {
                [FusionTask(Name = "Around.Order", Entry = true)]
                public static Task<Receipt> Order(Cart cart, CancellationToken ct) => throw null!;
            }

            public static class Values
            {
                public static Order order { get; } = new("o-1", []);
                public static Order[] orders { get; } = [order];
                public static Reading reading { get; } = new("s-1", 20.5);
                public static Settings settings { get; } = new("EUR");
                public static string text { get; } = "{}";
                public static CancellationToken ct => default;
                public static void log(string line) { }
                public static Task Save(object item) => Task.CompletedTask;
            }

            public static class Tasks
            {
                [FusionTask(Name = "Around.StoreEvent", Entry = true)]
                public static Task StoreEvent(Reading reading, CancellationToken ct) => Task.CompletedTask;
                [FusionTask(Name = "Around.Store", Entry = true)]
                public static Task Store(Order order) => Task.CompletedTask;
                [FusionTask(Name = "Around.Charge", Entry = true)]
                public static Task<int> Charge(Cart cart, CancellationToken ct = default) => Task.FromResult(1);
                [FusionTask(Name = "Around.Find", Entry = true)]
                public static Task Find(IReadOnlyDictionary<string, int> given) => Task.CompletedTask;
                public static Task<bool> TryTakeBack(Order order, CancellationToken ct) => Task.FromResult(true);
            }
        }
        namespace Around.Sensors
        {
            public static class Store
            {
                public static DefaultStore Default { get; } = new();
            }
            public sealed class DefaultStore
            {
                public Task PutAsync(SensorEvent e) => Task.CompletedTask;
                public Task QueryAsync(string sensor, int newest, CancellationToken ct) => Task.CompletedTask;
            }
        }
        """;
}
