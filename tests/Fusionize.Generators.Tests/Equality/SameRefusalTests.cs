using System.Text.Json;
using System.Text.Json.Nodes;
using Fusionize.CompilerServices;
using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Testing;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>
/// A function and the test library refuse the same incomplete requests, in the same words, and use the same defaults. Every member of every kind of
/// type is absent, null, misspelt, in upper case and of another kind.
/// </summary>
public sealed class SameRefusalTests
{
    private const string Types = """
        using System;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Diagnostics.CodeAnalysis;
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Threading.Tasks;
        using Fusionize;
        #pragma warning disable FZ0013, FZ0014, FZ0037

        public enum Size { Small, Large }
        public sealed record Needed(string A, int B);
        public sealed record Nullable(string? A, int? B);
        public sealed record Optional(string A = "a", int B = 4, Size Size = Size.Large);
        public sealed class Required
        {
            public required string A { get; set; }
            public required string? B { get; set; }
            public string C { get; set; } = "c";
        }
        public sealed class Plain { public string A { get; set; } = "a"; public int B { get; set; } = 5; public string? C { get; set; } = "c"; }
        public sealed record Mixed(int A) { public string B { get; init; } = "b"; public required string C { get; init; } }
        public readonly record struct Small(string A, int B);
        public sealed class Chosen
        {
            public Chosen() { A = "none"; }
            [JsonConstructor] public Chosen(string a, int b = 2) { A = a; B = b; }
            public string A { get; }
            public int B { get; }
        }
        public sealed record Outer(Needed Inner, Nullable? Maybe, Small Value);
        public sealed record Many(IReadOnlyList<string> Items, Dictionary<string, Needed> Map, int[]? Numbers, ImmutableArray<int> More);
        [JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")]
        public abstract record Shape(string Name);
        public sealed record Circle(string Name, double Radius) : Shape(Name);
        public sealed record Square(string Name, Needed? Inside = null) : Shape(Name);
        public sealed record Box<T>(T Value);
        public sealed record Named([property: JsonPropertyName("first-name")] string First, [property: JsonRequired] string? Last = "x");
        public sealed record Usual(DateTimeOffset At, Guid Id, Size Size, Uri Uri, byte[] Bytes, TimeSpan? Span, JsonElement Any);
        public sealed class Told
        {
            [AllowNull] public string A { get => field ?? "none"; set; } = "a";
            [DisallowNull] public string? B { get; set; } = "b";
        }
        public sealed class ToldAtOnce([AllowNull] string a, [DisallowNull] string? b)
        {
            public string A { get; } = a ?? "none";
            public string? B { get; } = b;
        }
        public sealed class WithField { [JsonInclude] public string F = "f"; [JsonInclude] public int? N; }
        public sealed record Paired(KeyValuePair<string, string> Pair, Tuple<string, int> Tuple);
        #nullable disable
        public sealed record Old(string A, int B);
        public sealed class OldPlain { public string A { get; set; } = "a"; }
        #nullable restore

        """;

    /// <summary>Each parameter and a value of it; the second is its default, if it has one.</summary>
    private static readonly (string Parameter, string Value)[] s_parameters =
    [
        ("Needed value", """{"a":"x","b":1}"""),
        ("Nullable value", """{"a":"x","b":1}"""),
        ("Optional value", """{"a":"x","b":1,"size":0}"""),
        ("Required value", """{"a":"x","b":"y","c":"z"}"""),
        ("Plain value", """{"a":"x","b":1,"c":"z"}"""),
        ("Mixed value", """{"a":1,"b":"x","c":"y"}"""),
        ("Small value", """{"a":"x","b":1}"""),
        ("Small? value", """{"a":"x","b":1}"""),
        ("Chosen value", """{"a":"x","b":1}"""),
        ("Outer value", """{"inner":{"a":"x","b":1},"maybe":{"a":"x","b":1},"value":{"a":"x","b":1}}"""),
        ("Many value", """{"items":["x"],"map":{"k":{"a":"x","b":1}},"numbers":[1],"more":[1]}"""),
        ("Shape value", """{"$type":"square","name":"x","inside":{"a":"x","b":1}}"""),
        ("Circle value", """{"name":"x","radius":1}"""),
        ("Box<string> value", """{"value":"x"}"""),
        ("Box<string?> value", """{"value":"x"}"""),
        ("Box<Needed> value", """{"value":{"a":"x","b":1}}"""),
        ("Box<int> value", """{"value":1}"""),
        ("Named value", """{"first-name":"x","last":"y"}"""),
        (
            "Usual value",
            """{"at":"2026-01-01T00:00:00+01:00","id":"00000000-0000-0000-0000-000000000001","size":1,"uri":"/x","bytes":"AA==","span":"00:01:00","any":{"a":1}}"""
        ),
        ("Told value", """{"a":"x","b":"y"}"""),
        ("ToldAtOnce value", """{"a":"x","b":"y"}"""),
        ("WithField value", """{"f":"x","n":1}"""),
        ("Paired value", """{"pair":{"key":"x","value":"y"},"tuple":{"item1":"x","item2":1}}"""),
        ("Old value", """{"a":"x","b":1}"""),
        ("OldPlain value", """{"a":"x"}"""),
        ("List<Needed> value", """[{"a":"x","b":1}]"""),
        ("Dictionary<string, string> value", """{"k":"x"}"""),
        ("JsonElement value", """{"a":1}"""),
        ("string value", "\"x\""),
        ("string? value", "\"x\""),
        ("string value = \"d\"", "\"x\""),
        ("string? value = null", "\"x\""),
        ("int value", "1"),
        ("int? value", "1"),
        ("int value = 7", "1"),
        ("Needed? value", """{"a":"x","b":1}"""),
        ("Needed? value = null", """{"a":"x","b":1}"""),
        ("Size value = Size.Large", "0"),
        ("Needed value, int other = 3", """{"a":"x","b":1}"""),
        ("Plain value, string? other = null", """{"a":"x","b":1}"""),
    ];

    [Fact]
    public async Task A_function_and_the_test_library_read_every_request_alike()
    {
        var tasks = s_parameters.Select(
            (p, i) => $"    [FusionTask(Entry = true)] public static Task<string> T{i}({p.Parameter}) => Task.FromResult({Shown(p.Parameter)});"
        );
        var source = $"{Types}\npublic static class Tasks\n{{\n{string.Join('\n', tasks)}\n}}\n";
        string[] ids = [.. s_parameters.Select((_, i) => $"T{i}")];
        var function = Loaded.Of(source, ids, ids);
        using var app = new OnDisk(App.Of(source).Build());
        await using var running = await FusionizedApp.StartAsync(app.Assembly, "all in one");
        var (refused, taken) = (0, 0);
        var differences = new List<string>();
        for (var i = 0; i < s_parameters.Length; i++)
            foreach (var arguments in Requests(s_parameters[i].Value))
            {
                var request = $$"""{"fusionize":1,"task":"T{{i}}","args":{{arguments}}}""";
                var (one, other) = (await OfFunctionAsync(function, request), await OfTestLibraryAsync(running, ids[i], request));
                if (one != other)
                    differences.Add($"{s_parameters[i].Parameter} from {arguments}:\n  {one}\n  {other}");
                if (one.StartsWith("refused", StringComparison.Ordinal))
                    refused++;
                else
                    taken++;
            }
        Assert.True(differences.Count == 0, $"{differences.Count} differences\n{string.Join('\n', differences.Take(20))}");
        Assert.True(refused > 200 && taken > 200, $"{refused} refused, {taken} taken");
    }

    /// <summary>Null in a member that is declared as never null is refused where it is written, too.</summary>
    [Theory]
    [InlineData("string A", true)]
    [InlineData("string? A", false)]
    [InlineData("[property: MaybeNull] string A", true)]
    [InlineData("[property: NotNull] string? A", false)]
    public async Task A_function_and_the_test_library_write_null_alike(string member, bool isRefused)
    {
        var source = $$"""
            using System.Diagnostics.CodeAnalysis;
            using System.Threading.Tasks;
            using Fusionize;

            public sealed record Result({{member}});

            public static class Tasks
            {
                [FusionTask(Entry = true)] public static Task<Result> Ask() => Task.FromResult(new Result(null!));
            }
            """;
        var function = Loaded.Of(source, ["Ask"], ["Ask"]);
        using var app = new OnDisk(App.Of(source).Build());
        await using var running = await FusionizedApp.StartAsync(app.Assembly, "all in one");
        if (isRefused)
            await Assert.ThrowsAsync<JsonException>(() => function.Send("{}"));
        else
            Assert.Equal("""{"a":null}""", await function.Send("{}"));
        Assert.Equal(isRefused, (await running.SendAsync("Ask", "{}")).Contains("System.Text.Json.JsonException", StringComparison.Ordinal));
    }

    private static string Shown(string parameters) =>
        string.Join(
            " + \" \" + ",
            parameters
                .Split(", ")
                .Select(p => p.Split(" = ")[0].Split(' ')[^1])
                .Where(n => n is "value" or "other")
                .Select(n => $"JsonSerializer.Serialize({n})")
        );

    private static IEnumerable<string> Requests(string value)
    {
        var complete = new JsonObject { ["value"] = JsonNode.Parse(value) };
        yield return complete.ToJsonString();
        yield return "{}";
        foreach (var odd in (string[])["{}", "[]", "null", "1", "\"\"", "true", """{"unknown":1}"""])
            yield return $$"""{"value":{{odd}}}""";
        foreach (var damage in Damage.Of(complete))
        {
            var damaged = complete.DeepClone();
            damage.Apply(damaged);
            yield return damaged.ToJsonString();
        }
    }

    private static async Task<string> OfFunctionAsync(Loaded function, string request)
    {
        try
        {
            return await function.Send(request);
        }
        catch (InvalidRequestException e)
        {
            return "refused: " + e.Message;
        }
    }

    private static async Task<string> OfTestLibraryAsync(FusionizedApp app, string task, string request)
    {
        var answer = await app.SendAsync(task, request);
        var json = JsonElement.Parse(answer);
        return json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("errorType", out var type) ? answer
            : type.GetString() == typeof(InvalidRequestException).FullName ? "refused: " + json.GetProperty("errorMessage").GetString()
            : answer;
    }
}
