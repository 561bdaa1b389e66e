using Fusionize.Generators.Tests.Infrastructure;

namespace Fusionize.Generators.Tests.HostMode;

/// <summary>Task classes with services: a group makes what its own tasks need, and nothing else.</summary>
public class InstanceTaskTests
{
    private const string Usings = "using System; using System.Threading; using System.Threading.Tasks; using Fusionize;\n";

    private const string Shop =
        Usings
        + """
            namespace Shop;
            public interface IStore { Task Put(string id); }
            public sealed class MemoryStore(string name) : IStore { public Task Put(string id) => Task.FromResult(name); }
            public sealed class Session : IAsyncDisposable { public ValueTask DisposeAsync() => default; }
            public sealed class Mailer;

            internal static class Provide
            {
                [FusionService] public static IStore Store(string name = "orders") => new MemoryStore(name);
                [FusionService(PerInvocation = true)] public static Session Session(IStore store) => new();
                [FusionService] public static Mailer Mailer { get; } = new();
            }

            internal sealed class Orders(IStore store, Session session, Billing billing, int retries = 3)
            {
                [FusionTask(Entry = true)]
                public async Task<int> Place(string id, CancellationToken ct)
                {
                    await store.Put($"{id} {session}");
                    await this.Check(id);
                    await billing.Bill(id, ct).Detach();
                    return retries;
                }

                [FusionTask] public Task Check(string id) => Task.CompletedTask;
            }

            internal sealed class Billing(Mailer mailer)
            {
                [FusionTask] public Task Bill(string id, CancellationToken ct) => Task.FromResult(mailer);
            }
            """;

    private const string Registered =
        Usings
        + """
            using Microsoft.Extensions.DependencyInjection;
            namespace Shop;
            public interface IClock { DateTimeOffset Now { get; } }
            public sealed class Clock : IClock { public DateTimeOffset Now => default; }
            internal static class Startup
            {
                [FusionService] public static void Register(IServiceCollection services) => services.AddScoped<IClock, Clock>();
            }
            internal sealed class Orders(IClock clock)
            {
                [FusionTask(Entry = true)] public Task<int> Place() => Task.FromResult(clock.Now.Year);
            }
            internal sealed class Plain
            {
                [FusionTask(Entry = true)] public Task<int> Ask() => Task.FromResult(1);
            }
            """;

    [Fact]
    public void The_manifest_says_what_objects_are_made_from() =>
        Snapshot.Match(App.Of(Shop).Build().Sources.Where(s => s.HintName == "Manifest.g.cs"));

    [Fact]
    public void A_group_with_all_makes_all()
    {
        var app = App.Of(Shop).Build();
        Snapshot.Match(Group.Host(app, Group.Cut(app, ["Place", "Check", "Bill"], ["Place"])).Sources);
    }

    [Fact]
    public void A_class_whose_tasks_are_remote_is_a_placeholder_and_its_services_are_not_asked_for()
    {
        var app = App.Of(Shop).Build();
        var slice = Group.Cut(app, ["Place", "Check"], ["Place"]);
        Assert.Equal(["global::Shop.Billing"], slice.Construction.Placeholders);
        Assert.DoesNotContain(slice.Construction.Services, s => s.Type == "global::Shop.Mailer");
        Snapshot.Match(Group.Host(app, slice).Sources);
    }

    [Fact]
    public void Services_come_from_Microsoft_Extensions_DependencyInjection_only_where_they_are_asked_for()
    {
        var injection = Injection.References;
        var app = (App.Of(Registered) with { References = injection }).Build();
        Assert.Empty(Group.Cut(app, ["Ask"], ["Ask"]).Construction.Registrations);
        Snapshot.Match(Group.Host(app, Group.Cut(app, ["Place"], ["Place"]), [.. injection]).Sources);
    }

    [Fact]
    public void A_generic_provider_gives_what_its_result_tells_and_only_where_it_is_asked_for()
    {
        var app = App.Of(
                Usings
                    + """
                    using System.Collections.Generic;
                    namespace Shop;
                    public interface ILog<T>;
                    public sealed class Log<T>(Sink sink) : ILog<T> { public Sink Sink => sink; }
                    public sealed class Own : ILog<Special>;
                    public sealed class Sink;
                    internal static class Provide
                    {
                        [FusionService] public static ILog<T> Log<T>(Sink sink) => new Log<T>(sink);
                        [FusionService] public static ILog<Special> Special() => new Own();
                        [FusionService(PerInvocation = true)]
                        public static IReadOnlyDictionary<TKey, List<TValue[]>> Map<TValue, TKey>(ILog<TKey> log) where TKey : notnull
                            => new Dictionary<TKey, List<TValue[]>>();
                        [FusionService] public static Sink Sink { get; } = new();
                    }
                    internal sealed class Orders(ILog<Orders> log, ILog<(int, List<string[]>)> tuples, IReadOnlyDictionary<Guid, List<Uri[]>> map)
                    {
                        [FusionTask(Entry = true)] public Task<string> Place() => Task.FromResult($"{log} {tuples} {map}");
                    }
                    internal sealed class Special(ILog<Special> log) { [FusionTask] public Task<string> Ask() => Task.FromResult($"{log}"); }
                    internal sealed class Silent { [FusionTask] public Task Nothing() => Task.CompletedTask; }
                    """
            )
            .Build();

        Assert.Equal(
            [
                "global::Shop.ILog<!0> Log",
                "global::Shop.ILog<global::Shop.Special> Special",
                "global::System.Collections.Generic.IReadOnlyDictionary<!1, global::System.Collections.Generic.List<!0[]>> Map",
                "global::Shop.Sink Sink",
            ],
            app.Manifest.Services.Select(s => $"{s.Type} {s.Member.Split('.')[^1]}")
        );
        Assert.Equal(
            [
                "Log<global::Shop.Orders>",
                "Log<global::System.Guid>",
                "Log<global::System.ValueTuple<int, global::System.Collections.Generic.List<string[]>>>",
                "Map<global::System.Uri, global::System.Guid>",
                "Sink",
            ],
            ServicesOf("Place")
        );
        Assert.Equal(["Special"], ServicesOf("Ask"));
        Assert.Empty(ServicesOf("Nothing"));

        IEnumerable<string> ServicesOf(string task)
        {
            var slice = Group.Cut(app, [task], [task]);
            Group.Host(app, slice);
            return slice.Construction.Services.Select(s => s.Member.Replace("global::Shop.Provide.", "")).Order(StringComparer.Ordinal);
        }
    }

    [Fact]
    public void A_key_tells_services_of_one_type_apart()
    {
        const string Source =
            Usings
            + """
                using Microsoft.Extensions.DependencyInjection;
                namespace Shop;
                public enum Region { Eu = 3 }
                public sealed class Store(string name) { public string Name => name; }
                internal static class Provide
                {
                    [FusionService] public static Store Default() => new("default");
                    [FusionService(Key = "a\"b")] public static Store Archive(Store live) => new("archive of " + live.Name);
                    [FusionService(Key = Region.Eu, PerInvocation = true)] public static Store Eu { get; } = new("eu");
                    [FusionService(Key = 7)] public static IProgress<T> Progress<T>() => new Progress<T>();
                }
                internal sealed class Orders(
                    Store live,
                    [FromKeyedServices("a\"b")] Store archive,
                    [FromKeyedServices(Region.Eu)] Store eu,
                    [FromKeyedServices(7)] IProgress<int> progress
                )
                {
                    [FusionTask(Entry = true)]
                    public Task<string> Place() => Task.FromResult($"{live.Name}, {archive.Name}, {eu.Name}, {progress is not null}");
                }
                internal sealed class Billing(Store live) { [FusionTask] public Task<string> Bill() => Task.FromResult(live.Name); }
                """;
        var app = (App.Of(Source) with { References = Injection.References }).Build();

        Assert.Equal(["Archive", "Default", "Eu", "Progress<int>"], ServicesOf("Place"));
        Assert.Equal(["Default"], ServicesOf("Bill"));
        var host = Group.Host(app, Group.Cut(app, ["Place"], ["Place"]), [.. Injection.References]).Sources.Single().SourceText.ToString();
        Assert.DoesNotContain("Nothing provides", host);

        IEnumerable<string> ServicesOf(string task) =>
            Group.Cut(app, [task], [task])
                .Construction.Services.Select(s => s.Member.Replace("global::Shop.Provide.", ""))
                .Order(StringComparer.Ordinal);
    }

    [Fact]
    public void A_registered_service_with_a_key_is_asked_for_by_it()
    {
        var app = (
            App.Of(
                Registered.Replace("AddScoped<IClock", "AddKeyedScoped<IClock", StringComparison.Ordinal)
                    .Replace("Clock>();", "Clock>(\"wall\");", StringComparison.Ordinal)
                    .Replace("Orders(IClock", "Orders([FromKeyedServices(\"wall\")] IClock", StringComparison.Ordinal)
            ) with
            {
                References = Injection.References,
            }
        ).Build();

        var host = Group.Host(app, Group.Cut(app, ["Place"], ["Place"]), [.. Injection.References]);

        Assert.Contains("GetRequiredKeyedService<global::Shop.IClock>(Provided, \"wall\")", host.Sources.Single().SourceText.ToString());
    }

    [Fact]
    public void What_nothing_provides_fails_at_start_and_says_so()
    {
        var app = App.Of(
                Usings
                    + """
                    public sealed class Clock;
                    public sealed class Orders(Clock clock) { [FusionTask(Entry = true)] public Task<Clock> Place() => Task.FromResult(clock); }
                    """
            )
            .Build();
        var host = Group.Host(app, Group.Cut(app, ["Place"], ["Place"]));
        Assert.Contains("Nothing provides 'Clock', which 'Orders' asks for.", host.Sources.Single().SourceText.ToString());
    }
}
