using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

/// <summary>
/// An application edited over and over: after every edit the zips are the same bytes as those of a clean build of the same sources, and groups that
/// the edit doesn't concern were left alone.
/// </summary>
public sealed class Edits(Shop shop) : IClassFixture<Shop>
{
    private const string Library = """
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        using Fusionize;

        namespace Lib;

        public static class Rates
        {
            /*rates*/
            public static decimal Of(string country) => country switch
                { "DE" => 1.19m, "FR" => 1.2m, "ES" => 1.21m, "IT" => 1.22m, "PT" => 1.23m, "PL" => 1.24m, "CH" => 1.08m, _ => 1m };
            public static string Unused() => "rates";

            [FusionTask] public static Task<decimal> Convert(decimal amount, string country, CancellationToken ct) =>
                Task.FromResult(amount * Of(country));
        }

        public static class Tables
        {
            public static int Sum() { var sum = 0; foreach (var i in new[] { 1, 2, 3, 4, 5, 6, 7, 8 }) sum += i; return sum; }
        }

        public abstract class Shape { public abstract double Area(); public virtual string Describe() => GetType().Name; }
        public sealed class Circle(double radius) : Shape { public override double Area() => radius * radius * 3; }
        public sealed class Square(double side) : Shape { public override double Area() => side * side; }
        public interface IGreeter { string Greet(string name) => "hello " + name; }
        """;

    private const string Application = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using System.Text.Json.Serialization;
        using Fusionize;
        using Lib;

        namespace App;

        public enum Kind { Small = 1, Large = 2 }
        public sealed record Cart(string Customer, int Items, Kind Kind);
        public sealed record Receipt(string Customer, decimal Price) { /*receipt*/ }
        public sealed record Area(double Value);
        public class Base { public int Id { get; init; } }
        public class Mail : Base { /*described*/ /*named*/ public string To { get; init; } = ""; public Address? Address { get; init; } }
        public sealed record Address(string City);
        public static class Features { public const int Limit = 10; public static bool IsFast => false; public static readonly string Prefix = "p-"; }
        public sealed class Greeter : IGreeter { /*greeter*/ }
        public static class Unrelated { /*unrelated*/ }

        public static class Orders
        {
            /*orders*/
            [FusionTask(Entry = true)]
            public static async Task<Receipt> Order(Cart cart, CancellationToken ct)
            {
                if (Features.IsFast) return new Receipt(Fast(), 0);
                var price = await Rates.Convert(cart.Items * 2m, "DE", ct);
                var names = new[] { "a", "b" }.Select(n => n + cart.Customer).ToList();
                await Mails.Send(new Mail { To = names[0] }, ct).Detach();
                return new Receipt(Features.Prefix + cart.Customer, price);
            }

            private static string Fast() => "fast";

            [FusionTask]
            public static async Task<Area> Measure(double size, CancellationToken ct)
            {
                await Task.Yield();
                Shape[] shapes = [new Circle(size), new Square(size)];
                return new Area(shapes.Sum(s => s.Area()) + Tables.Sum() + Features.Limit);
            }
        }

        public static class Mails
        {
            [FusionTask]
            public static Task<string> Send(Mail mail, CancellationToken ct) =>
                Task.FromResult(new Greeter() is IGreeter g ? g.Greet(mail.To) + Find<Base>([mail]).Id : "");

            private static T Find<T>(List<T> all) where T : Base => all.Find(a => a.Id >= 0) ?? all[0];
        }

        /*report*/
        public static class Reports
        {
            [FusionTask(Entry = true)] public static async Task<string> Report(Kind kind, CancellationToken ct) =>
                kind + " " + (await Orders.Measure(2, ct)).Value;
        }
        """;

    /// <summary>
    /// Edits: what is replaced by what, and the groups that it concerns; none where the linker drops all of it. Those of a batch concern different
    /// groups: what one of them leaves undone isn't made good by the next before it is compared.
    /// </summary>
    private static readonly Edit[][] Batches =
    [
        [
            new("body of one task", "cart.Items * 2m", "cart.Items * 3m", ["Order"]),
            new("string", "\"hello \"", "\"hi \"", ["Send"]),
            new("body behind a virtual call", "side * side", "side * side * 1.0001", ["Measure"]),
        ],
        [
            new(
                "lambda in a task of the same class",
                "/*orders*/",
                "public static int[] More(int[] a) => a.Select(i => i + 1).Where(i => i > 2).ToArray();",
                ["Measure", "Order"]
            ),
            new("implementation of an interface", "/*greeter*/", "public string Greet(string name) => name;", ["Send"]),
            new("code that nothing reaches", "\"rates\"", "\"prices\"", []),
            new("method of a class with tasks", "/*rates*/", "public static int Helper(int a) => a + 1;", []),
        ],
        [
            new("property of a result", "/*receipt*/", "public string? Note { get; init; }", ["Order"]),
            new("constant", "Limit = 10", "Limit = 11", ["Measure"]),
            new("generic constraint", "where T : Base =>", "where T : Base, new() =>", ["Send"]),
            new("code of a library that a task uses", "\"CH\" => 1.08m", "\"CH\" => 1.081m", ["Convert"]),
        ],
        [
            new("attribute of a property", "/*described*/", "[System.ComponentModel.Description(\"whom\")]", ["Order", "Send"]),
            new("data of an array", "6, 7, 8 }", "6, 7, 9 }", ["Measure"]),
            new(
                "more tables beside",
                "/*unrelated*/",
                "public static int Data() => new[] { 9, 8, 7, 6, 5, 4, 3, 2, 1 }[DateTime.Now.Day % 8]; "
                    + "public static string Text(string s) => s switch { \"q\" => \"1\", \"w\" => \"2\", \"e\" => \"3\", \"r\" => \"4\", "
                    + "\"t\" => \"5\", \"y\" => \"6\", \"u\" => \"7\", _ => s };",
                []
            ),
        ],
        [new("name of a property in JSON", "/*named*/", "[JsonPropertyName(\"whom\")]", ["Order", "Send"])],
        [new("member of an enumeration", "Large = 2", "Large = 3", ["Order", "Report"])],
        [new("property deep in an argument", "record Address(string City)", "record Address(string City, string Zip)", ["Order", "Send"])],
        [new("initializer of a static field", "\"p-\"", "\"q-\"", ["Order"])],
        [new("base class", "class Mail : Base {", "class Mail : Middle {", ["Order", "Send"])],
        [
            new(
                "signature of a remote task",
                "string country, CancellationToken ct) => Task.FromResult(amount * Of(country))",
                "string land, CancellationToken ct) => Task.FromResult(amount * Of(land))",
                ["Convert", "Order"]
            ),
        ],
        [new("property that is a constant", "IsFast => false", "IsFast => true", ["Order"])],
    ];

    [Fact]
    public void Give_the_zips_of_a_clean_build_and_leave_other_groups_alone()
    {
        var app = new EditedApp(shop.Packages.NewFolder("edits"), shop.Packages.Package);
        var on = new HashSet<Edit>();
        Assert.Equal(["Convert", "Measure", "Order", "Report", "Send"], Build(app, on).Order(StringComparer.Ordinal));
        Assert.Empty(app.Fuse("incremental"));
        Assert.All(app.Zips("incremental").Keys, g => Assert.NotNull(app.Packed("incremental", g).Reach));

        foreach (var batch in Batches)
        {
            foreach (var edit in batch)
                Step(edit);
            Compare(batch);
        }

        // Some at once, undone or done again.
        var random = new Random(20261121);
        var all = Batches.SelectMany(b => b).ToArray();
        for (var round = 0; round < 3; round++)
        {
            var some = random.GetItems(all, 3).Distinct().ToArray();
            Step(some);
            Compare(some);
        }

        // What finds a type by its name depends on all of the application.
        var byName = new Edit("type found by name", "kind + \" \"", "Type.GetType(\"App.\" + kind) + \" \"", ["Report"]);
        Step(byName);
        Assert.Null(app.Packed("incremental", "Report").Reach);
        on.Add(new Edit("type to be found", "/*report*/", "public sealed class Small;", []));
        Assert.Equal(["Report"], Build(app, on));
        Compare([byName]);

        void Step(params Edit[] edits)
        {
            foreach (var edit in edits)
                if (!on.Remove(edit))
                    on.Add(edit);
            var built = Build(app, on);
            Assert.True(built.All(edits.SelectMany(e => e.Groups).Contains), $"{Names(edits)}: built {string.Join(' ', built)}");
        }

        void Compare(Edit[] edits)
        {
            app.Fuse("clean");
            Assert.Empty(
                app.Zips("clean").Except(app.Zips("incremental")).Select(z => $"{z.Key} should have been built again after: {Names(edits)}")
            );
            app.Delete("clean");
        }

        static string Names(Edit[] edits) => string.Join(", ", edits.Select(e => e.Name));
    }

    private static IEnumerable<string> Build(EditedApp app, HashSet<Edit> on)
    {
        var (library, application) = (
            Library,
            Application.Replace(
                "public sealed record Address(",
                "public class Middle : Base { public int Rank { get; init; } }\npublic sealed record Address(",
                StringComparison.Ordinal
            )
        );
        foreach (var (_, old, @new, _) in Batches.SelectMany(b => b).Where(on.Contains).Concat(on.Except(Batches.SelectMany(b => b))))
            (library, application) = (library.Replace(old, @new, StringComparison.Ordinal), application.Replace(old, @new, StringComparison.Ordinal));
        var complaint = app.Compile(library, application);
        Assert.True(complaint is null, complaint);
        return app.Fuse("incremental");
    }

    private sealed record Edit(string Name, string Old, string New, string[] Groups);
}
