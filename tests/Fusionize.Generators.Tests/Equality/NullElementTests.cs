using System.Text.Json;
using Fusionize.Generators.Tests.Events;
using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Testing;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>Nulls inside values that System.Text.Json doesn't refuse: among elements, a dictionary's values, and members of generic types.</summary>
public sealed class NullElementTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Linq;
        using System.Text.Json.Serialization;
        using System.Threading.Tasks;
        using Fusionize;
        #pragma warning disable FZ0013, FZ0014

        """;

    private const string Types =
        Usings
        + """
            public sealed record Line(string Item, IReadOnlyList<string> Tags);
            public sealed record Order(List<Line> Lines, Dictionary<string, string> Notes, string?[] Free);
            public sealed record Tree(string Name, IReadOnlyList<Tree> Children);
            [JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Dot), "dot")] public abstract record Shape(string Name);
            public sealed record Circle(string Name, ImmutableArray<string> Labels) : Shape(Name);
            public sealed record Dot(string Name) : Shape(Name);
            public sealed record Box<T>(T Value);
            public sealed class Loose<T> { public T? Value { get; set; } }
            public readonly record struct Small(string[] Names);
            public sealed class Names : List<string>;
            public sealed class Renamed { [JsonPropertyName("the names")] public required string[] List { get; init; } }
            public sealed class Ignoring { [JsonIgnore] public string[] A { get; set; } = [null!]; public string[] ShortListed { get; set; } = []; }
            #nullable disable
            public sealed record Old(List<string> A);
            #nullable restore

            """;

    /// <summary>A parameter's type, a value of it, and the path to the null in it if it is refused.</summary>
    private static readonly (string Type, string Value, string? Path)[] s_cases =
    [
        ("List<string>", """["a",null]""", "$[1]"),
        ("List<string?>", """["a",null]""", null),
        ("List<string>?", "null", null),
        ("List<string>?", "[null]", "$[0]"),
        ("string[]", "[null]", "$[0]"),
        ("string?[]", "[null]", null),
        ("string[][]", """[["a"],null]""", "$[1]"),
        ("string?[][]", """[["a",null]]""", null),
        ("string[]?[]", """[null,[null]]""", "$[1][0]"),
        ("Dictionary<string, string>", """{"a":"x","b c":null}""", "$['b c']"),
        ("Dictionary<string, string?>", """{"a":null}""", null),
        ("Dictionary<string, List<string>>", """{"k":["a",null]}""", "$.k[1]"),
        ("Dictionary<string, List<string>?>", """{"k":null}""", null),
        ("Dictionary<string, List<string>?>", """{"k":[null]}""", "$.k[0]"),
        ("ImmutableDictionary<int, string>", """{"1":null}""", "$.1"),
        ("Order", """{"lines":[{"item":"x","tags":["a"]}],"notes":{"n":"x"},"free":[null]}""", null),
        ("Order", """{"lines":[{"item":"x","tags":["a",null]}],"notes":{},"free":[]}""", "$.lines[0].tags[1]"),
        ("Order", """{"lines":[null],"notes":{},"free":[]}""", "$.lines[0]"),
        ("Order", """{"lines":[],"notes":{"n":null},"free":[]}""", "$.notes.n"),
        ("Tree", """{"name":"a","children":[{"name":"b","children":[null]}]}""", "$.children[0].children[0]"),
        ("Shape", """{"$type":"circle","name":"x","labels":[null]}""", "$.labels[0]"),
        ("Shape", """{"$type":"dot","name":"x"}""", null),
        ("Shape[]", """[{"$type":"circle","name":"x","labels":["a",null]}]""", "$[0].labels[1]"),
        ("Box<string>", """{"value":null}""", "$.value"),
        ("Box<string?>", """{"value":null}""", null),
        ("Box<List<string>>", """{"value":[null]}""", "$.value[0]"),
        ("Loose<string>", """{"value":null}""", null),
        ("Loose<string>", "{}", null),
        ("Small", """{"names":[null]}""", "$.names[0]"),
        ("Small?", """{"names":[null]}""", "$.names[0]"),
        ("Small?[]", """[null,{"names":[null]}]""", "$[1].names[0]"),
        ("IReadOnlyList<IReadOnlyList<string>>", """[["a"],[null]]""", "$[1][0]"),
        ("IEnumerable<string>", "[null]", "$[0]"),
        ("HashSet<string>", """["a",null]""", "$[*]"),
        ("Queue<Line>", "[null]", "$[0]"),
        ("ImmutableArray<string>", "[null]", "$[0]"),
        ("Memory<string>", "[null]", "$[0]"),
        ("KeyValuePair<string, string>", """{"key":"a","value":null}""", "$.value"),
        ("Tuple<string, string[]>", """{"item1":"a","item2":[null]}""", "$.item2[0]"),
        ("Names", "[null]", "$[0]"),
        ("Renamed", """{"the names":[null]}""", "$['the names'][0]"),
        ("Ignoring", """{"a":[null],"shortListed":[null]}""", "$.shortListed[0]"),
        ("Ignoring", """{"shortListed":["a"]}""", null),
        ("Old", """{"a":[null]}""", null),
        ("List<Old>", """[null]""", "$[0]"),
        ("int[]", "[1]", null),
        ("List<int?>", "[null]", null),
    ];

    [Fact]
    public async Task A_request_with_such_a_null_is_refused_by_a_function_and_the_test_library()
    {
        var tasks = s_cases.Select((c, i) => $"    [FusionTask(Entry = true)] public static Task<int> T{i}({c.Type} value) => Task.FromResult({i});");
        var source = $"{Types}\npublic static class Tasks\n{{\n{string.Join('\n', tasks)}\n}}\n";
        string[] ids = [.. s_cases.Select((_, i) => $"T{i}")];
        var function = Loaded.Of(source, ids, ids);
        function.WarmUp();
        using var app = new OnDisk(App.Of(source).Build());
        await using var running = await FusionizedApp.StartAsync(app.Assembly, "all in one");
        var wrong = new List<string>();
        for (var i = 0; i < s_cases.Length; i++)
        {
            var (type, value, path) = s_cases[i];
            var expected = path is null ? $"{i}" : $"Argument 'value' of task 'T{i}' can't be read at {path}: it must not be null";
            var request = $$$"""{"fusionize":1,"task":"T{{{i}}}","args":{"value":{{{value}}}}}""";
            foreach (var answer in (string[])[function.Run(request, ids[i]), await running.SendAsync(ids[i], request)])
                if (Said(answer) != expected)
                    wrong.Add($"{type} from {value}: {Said(answer)}\n  expected: {expected}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string Said(string answer) =>
        JsonElement.Parse(answer) is { ValueKind: JsonValueKind.Object } error ? error.GetProperty("errorMessage").GetString()! : answer;

    private const string Calls =
        Usings
        + """
            public sealed record Order(string Name, List<string> Lines);

            public static class Tasks
            {
                [FusionTask(Entry = true)]
                public static async Task<string> Run()
                {
                    List<string> nulls = ["a", null!];
                    var order = new Order("o", nulls);
                    return string.Join(
                        "\n",
                        await Try(() => Take("x", nulls)),
                        await Try(() => TakeOrder(order)),
                        await Try(() => TakeFree(nulls!)),
                        await Try(() => TakeBoth(nulls!, [order])),
                        await Try(async () => (await Give()).Count),
                        await Try(async () => (await GiveOrder()).Lines.Count),
                        await Try(async () => (await GiveFree()).Count));
                }

                private static async Task<string> Try(Func<Task<int>> call)
                {
                    try
                    {
                        return (await call()).ToString();
                    }
                    catch (TaskFailedException e)
                    {
                        return $"{e.Task} {e.ErrorType.Split('.')[^1]}: {e.Message}";
                    }
                }

                ISOLATED [FusionTask] public static Task<int> Take(string @class, List<string> names) => Task.FromResult(names.Count);
                ISOLATED [FusionTask] public static Task<int> TakeOrder(Order order) => Task.FromResult(order.Lines.Count);
                ISOLATED [FusionTask] public static Task<int> TakeFree(List<string?> names) => Task.FromResult(names.Count);
                ISOLATED [FusionTask] public static ValueTask<int> TakeFirst(IReadOnlyList<string> names) => new(names.Count);
                ISOLATED [FusionTask] public static Task<int> TakeBoth(List<string?> names, Order[] orders) => Task.FromResult(orders.Length);
                ISOLATED [FusionTask] public static Task<List<string>> Give() => Task.FromResult<List<string>>([null!]);
                ISOLATED [FusionTask] public static Task<Order> GiveOrder() => Task.FromResult(new Order("o", ["a", null!]));
                ISOLATED [FusionTask] public static ValueTask<List<string?>> GiveFree() => new([null, null]);
            }
            """;

    private const string Refused = """
        Take InvalidRequestException: Argument 'names' of task 'Take' can't be read at $[1]: it must not be null
        TakeOrder InvalidRequestException: Argument 'order' of task 'TakeOrder' can't be read at $.lines[1]: it must not be null
        2
        TakeBoth InvalidRequestException: Argument 'orders' of task 'TakeBoth' can't be read at $[0].lines[1]: it must not be null
        Give RemoteCallException: The answer of task 'Give' can't be read at $[0]: it must not be null
        GiveOrder RemoteCallException: The answer of task 'GiveOrder' can't be read at $.lines[1]: it must not be null
        2
        """;

    [Fact]
    public async Task A_remote_call_and_a_copy_refuse_it_in_the_same_words_and_a_shared_value_is_passed()
    {
        foreach (var isIsolated in (bool[])[false, true])
        {
            var source = Calls.Replace("ISOLATED", isIsolated ? "[IsolateByCopying]" : "", StringComparison.Ordinal);
            var built = App.Of(source).Build();
            var image = built.Image();
            using var host = new AppHost(built, image);
            string[] all = [.. built.Manifest.Tasks.Select(t => t.Id)];
            foreach (var isLocal in (bool[])[false, true])
            {
                using var functions = isLocal
                    ? new Functions(host, image, all)
                    : new Functions(host, image, ["Run"], [.. all.Where(t => t != "Run")]);
                var expected = isLocal && !isIsolated ? "2\n2\n2\n1\n1\n2\n2" : Refused;
                Assert.Equal(expected, await functions.RunAsync("Run"));
            }
        }
    }

    [Fact]
    public void A_message_with_such_a_null_is_reported_as_failed()
    {
        const string Source =
            Usings
            + """
                public sealed record Order(string Name, List<string> Lines);
                public static class Tasks { [FusionTask, SqsTrigger("orders")] public static Task Take(Order order) => Task.CompletedTask; }
                """;
        var answer = Loaded
            .Of(Source, ["Take"], ["Take"])
            .Run(
                EventTests.Queue(
                    "orders",
                    EventTests.Message("1", """{\"name\":\"a\",\"lines\":[\"x\"]}"""),
                    EventTests.Message("2", """{\"name\":\"a\",\"lines\":[\"x\",null]}""")
                ),
                "Take"
            );
        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"2"}]}""", answer);
    }

    [Fact]
    public void A_host_has_checks_only_for_types_that_need_them()
    {
        const string Source =
            Usings
            + """
                public sealed record Fixed(string Name, int[] Numbers, List<string?> Free);
                public static class Tasks { [FusionTask(Entry = true)] public static Task<Fixed> Keep(Fixed value) => Task.FromResult(value); }
                """;
        var app = App.Of(Source).Build();
        var host = Group.Host(app, Group.Cut(app, ["Keep"], ["Keep"]));
        Assert.DoesNotContain(host.Sources, s => s.HintName == "Nulls.g.cs");
    }
}
