using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Tests.Equality.Values;

/// <summary>Types that messages usually have: no rule complains of one, and each arrives as it was.</summary>
public sealed class UsualTypesTests
{
    /// <summary>Declarations, where <c>@</c> begins each name of an own type; the type, and a value of it.</summary>
    private static readonly (string Declaration, string Type, string Value)[] s_declared =
    [
        ("public sealed record @R(int A, string B);", "@R", "new @R(1, \"b\")"),
        ("public record @R(int A, string? B = null);", "@R", "new @R(1)"),
        ("public sealed record @R { public int A { get; init; } public string? B { get; init; } }", "@R", "new @R { A = 1 }"),
        (
            "public sealed record @R { public required int A { get; init; } public required IReadOnlyList<string> B { get; init; } }",
            "@R",
            "new @R { A = 1, B = [\"x\"] }"
        ),
        ("public readonly record struct @R(int A, decimal B);", "@R", "new @R(1, 2.50m)"),
        ("public record struct @R(int A, string B);", "@R", "new @R(1, \"x\")"),
        ("public struct @R { public int A { get; set; } public string? B { get; set; } }", "@R", "new @R { A = 1 }"),
        ("public readonly struct @R { [JsonConstructor] public @R(int a) => A = a; public int A { get; } }", "@R", "new @R(5)"),
        ("public readonly struct @R { public int A { get; init; } }", "@R", "new @R { A = 5 }"),
        ("public sealed class @R(int a, string b) { public int A { get; } = a; public string B => b; }", "@R", "new @R(1, \"x\")"),
        ("public sealed class @R { public @R(int a) { A = a; } public int A { get; } public int Twice => 2 * A; }", "@R", "new @R(4)"),
        (
            "public sealed class @R { [JsonConstructor] public @R(int a) => A = a; public @R(string a) => A = a.Length; public int A { get; } }",
            "@R",
            "new @R(4)"
        ),
        ("public class @R { public int A { get; init; } }", "@R?", "new @R { A = 3 }"),
        (
            "public sealed record @Line(string Name, int Count); public sealed record @R(string Id, IReadOnlyList<@Line> Lines, @R? Parent, "
                + "IReadOnlyDictionary<Color, decimal?> Prices);",
            "@R",
            "new @R(\"1\", [new(\"a\", 2)], new @R(\"0\", [], null, new Dictionary<Color, decimal?>()), new Dictionary<Color, "
                + "decimal?> { [Color.Blue] = null })"
        ),
        (
            "public sealed record @R(Uri? Target, JsonNode? Any, JsonObject? Object, JsonElement? Element);",
            "@R",
            "new @R(new Uri(\"http://x/\"), null, null, null)"
        ),
        (
            "public sealed record @R(ImmutableArray<int> A, ImmutableDictionary<string, int> B, ImmutableList<string> C);",
            "@R",
            "new @R([1, 2], ImmutableDictionary<string, int>.Empty.Add(\"a\", 1), [\"x\"])"
        ),
        (
            "[JsonDerivedType(typeof(@Circle), \"circle\"), JsonDerivedType(typeof(@Square), \"square\")] public abstract record @R; "
                + "public sealed record @Circle(double Radius) : @R; public sealed record @Square(decimal Side) : @R;",
            "@R",
            "new @Circle(0.5)"
        ),
        (
            "[JsonDerivedType(typeof(@Circle), \"circle\")] public abstract record @R; public sealed record @Circle(double Radius) : @R;",
            "IReadOnlyList<@R>",
            "new @R[] { new @Circle(1) }"
        ),
        (
            "[JsonDerivedType(typeof(@A), 1), JsonDerivedType(typeof(@B), 2)] public interface @R; public sealed record @A(int X) : @R; "
                + "public sealed record @B(int Y) : @R;",
            "@R",
            "new @B(4)"
        ),
        (
            "[JsonPolymorphic(TypeDiscriminatorPropertyName = \"kind\"), JsonDerivedType(typeof(@More), \"more\")] public record @R(int A); "
                + "public sealed record @More(int A, int B) : @R(A);",
            "@R",
            "new @More(1, 2)"
        ),
        ("[JsonConverter(typeof(JsonStringEnumConverter<@R>))] public enum @R { A, B }", "@R", "@R.B"),
        ("public enum @R : long { A = long.MaxValue }", "@R?", "@R.A"),
        ("public sealed record @R<T>(T Value, @R<T>? Next);", "@R<string>", "new @R<string>(\"a\", new @R<string>(\"b\", null))"),
        (
            "public sealed record @Page<T>(IReadOnlyList<T> Items, string? Next); public sealed record @R(int A);",
            "@Page<@R>",
            "new @Page<@R>([new(1)], null)"
        ),
        ("public sealed record @Page<T>(IReadOnlyList<T> Items);", "@Page<@Page<@Page<int>>>", "new @Page<@Page<@Page<int>>>([new([new([1])])])"),
        (
            "public abstract record @Base(string Id) { public DateTimeOffset At { get; init; "
                + "} } public sealed record @R(string Id, int A) : @Base(Id);",
            "@R",
            "new @R(\"x\", 1) { At = DateTimeOffset.UnixEpoch }"
        ),
        (
            "public abstract class @Base { public string? Id { get; init; } } public sealed class @R : @Base { public int A { get; init; } }",
            "@R",
            "new @R { Id = \"x\", A = 1 }"
        ),
        (
            "public sealed record @R([property: JsonPropertyName(\"order_id\")] string Id, [property: JsonPropertyOrder(-1)] int A);",
            "@R",
            "new @R(\"x\", 1)"
        ),
        (
            "public sealed record @R(int A) { [JsonIgnore] public int Twice => 2 * A; public int Thrice => 3 * A; public static @R None { get; "
                + "} = new(0); public const int Max = 7; }",
            "@R",
            "new @R(2)"
        ),
        (
            "public sealed record @R { private readonly string _name = \"\"; public string Name { get => _name; init => _name = value.Trim(); } }",
            "@R",
            "new @R { Name = \" x \" }"
        ),
        (
            "public sealed record @R { private readonly Lock _gate = new(); public int A { get; init; "
                + "} public int Get() { lock (_gate) return A; } }",
            "@R",
            "new @R { A = 2 }"
        ),
        (
            "public sealed record @R { [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? A { get; init; "
                + "} [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int B { get; init; } }",
            "@R",
            "new @R()"
        ),
        ("public sealed record @R { [JsonInclude] internal int A { get; init; } }", "@R", "new @R { A = 5 }"),
        (
            "public sealed record @R { [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] public "
                + "long A { get; init; } }",
            "@R",
            "new @R { A = long.MaxValue }"
        ),
        (
            "public sealed record @R(int A) : IComparable<@R> { public int CompareTo(@R? other) => A - other!.A; "
                + "public static bool operator <(@R a, @R b) => a.A < b.A; public static bool operator >(@R a, @R b) => a.A > b.A; }",
            "@R",
            "new @R(1)"
        ),
        (
            "public sealed class @R : IEquatable<@R> { public int A { get; init; } public bool Equals(@R? o) => o?.A == A; "
                + "public override bool Equals(object? o) => Equals(o as @R); public override int GetHashCode() => A; }",
            "@R",
            "new @R { A = 1 }"
        ),
        (
            "internal sealed record @Hidden(int A); internal static class @Keep { } public sealed record @R(int A) { public string Show() { var n = "
                + "0; for (var i = 0; i < A; i++) n += i; return n.ToString(); } }",
            "@R",
            "new @R(3)"
        ),
        (
            "public sealed record @Node(int Value, @Node? Left, @Node? Right); public sealed record @R(@Node Root);",
            "@R",
            "new @R(new(1, new(0, null, null), null))"
        ),
        (
            "public sealed record @R(int Value, @R? Next) { public static @R Of(int depth) => new(depth, depth == 0 ? null : Of(depth - 1)); }",
            "@R",
            "@R.Of(400)"
        ),
        (
            "public sealed record @R(IReadOnlyDictionary<string, IReadOnlyList<@R>> Children);",
            "@R",
            "new @R(new Dictionary<string, IReadOnlyList<@R>> { [\"a\"] = [] })"
        ),
        ("public sealed record @R(string A, params IReadOnlyList<int> B);", "@R", "new @R(\"a\", [1, 2])"),
        ("public static class @Outer { public sealed record @R(int A); }", "@Outer.@R", "new @Outer.@R(1)"),
        ("public sealed record @Id(Guid Value); public sealed record @R(@Id Id, @Id? Other);", "@R", "new @R(new(Guid.Empty), null)"),
        (
            "public readonly record struct @Id(Guid Value); public sealed record @R(@Id Id, @Id? Other, IReadOnlyDictionary<string, @Id> More);",
            "@R",
            "new @R(new(Guid.Empty), null, new Dictionary<string, @Id>())"
        ),
        (
            "public sealed record @R(DateTime A, DateOnly? B, TimeSpan C, byte D, char E, Half F, Int128 G);",
            "@R",
            "new @R(DateTime.UnixEpoch, null, TimeSpan.MaxValue, 1, 'x', (Half)2, 3)"
        ),
        (
            "public sealed record @R { public IReadOnlyList<string> A { get; init; } = []; public string B { get; init; } = \"\"; }",
            "@R",
            "new @R { A = [\"x\"] }"
        ),
        (
            "public sealed record @R(string A) { public string A { get; init; } = A ?? throw new ArgumentNullException(nameof(A)); }",
            "@R",
            "new @R(\"x\")"
        ),
        ("public sealed record @R { public bool IsA => true; public required string B { get; init; } }", "@R", "new @R { B = \"b\" }"),
        (
            "[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] public sealed record @R(int A) { public int B => A; }",
            "@R",
            "new @R(1)"
        ),
    ];

    [Fact]
    public async Task A_usual_type_is_carried_without_a_word()
    {
        var types = SampleTypes.Usual.Select(static s => ("", s.Type, s.Value)).Concat(s_declared).ToList();
        Assert.True(types.Count >= 100);
        var programs = types
            .Select(static (t, i) => (Name: $"U{i}", Text: Program($"U{i}", t.Item1, t.Item2, t.Item3)))
            .ToDictionary(static p => p.Name, static p => p.Text, StringComparer.Ordinal);
        var run = new ValueRun(programs, ValueProgram.Shared);
        var outcomes = await run.RunAsync(seed: 1);
        var complaints = run
            .Broken.Values.Concat(
                outcomes.SelectMany(static o => o.Said.Where(static d => d.Severity >= DiagnosticSeverity.Warning).Select(static d => d.ToString()))
            )
            .Concat(outcomes.Select(static o => o.Difference).OfType<string>())
            .ToList();
        Assert.True(complaints.Count == 0, string.Join("\n\n", complaints));
        Assert.Equal(types.Count, outcomes.Count);
    }

    internal static string Program(string space, string declaration, string type, string value)
    {
        // System.Text.Json's generator names metadata by types' simple names, so each gets its own.
        (declaration, type, value) = (Own(declaration), Own(type), Own(value));
        return ValueProgram.Preamble
            + $$"""
                namespace {{space}}
                {
                public static class Tasks
                {
                    [FusionTask(Entry = true, Name = "{{space}}.Run")]
                    public static async Task<string> Run() => await See.Try(() => Take({{value}})) + await See.Try(async () => See.Of(await Give()));

                    [FusionTask(Name = "{{space}}.Take")] public static Task<string> Take({{type}} value) => Task.FromResult(See.Of(value));

                    [FusionTask(Name = "{{space}}.Give")] public static Task<{{type}}> Give() => Task.FromResult<{{type}}>({{value}});
                }
                {{declaration}}
                }
                """;

        string Own(string text) => text.Replace("@S.", space + ".", StringComparison.Ordinal).Replace("@", space, StringComparison.Ordinal);
    }
}
