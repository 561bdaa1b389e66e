using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Tests.Equality.Values;

/// <summary>
/// Types chosen because System.Text.Json, its generator or the compiler treats them in a special way. Each is refused with its reason, or its values
/// arrive unchanged.
/// </summary>
public sealed class AwkwardTypesTests
{
    /// <summary>As in <see cref="UsualTypesTests"/>, with a part of the reason.</summary>
    private static readonly (string Declaration, string Type, string Value, string Reason)[] s_refused =
    [
        (
            "public sealed record @R { [JsonRequired, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int A { get; init; "
                + "} }",
            "@R",
            "new @R { A = 0 }",
            "is required and left out"
        ),
        (
            "public sealed record @R { [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public required string? A { get; init; } }",
            "@R",
            "new @R { A = null }",
            "is required and left out"
        ),
        (
            "public sealed record @R([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? A, int B);",
            "@R",
            "new @R(null, 1)",
            "the constructor needs it"
        ),
        (
            "public sealed record @R { [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int A { get; set; } = 5; }",
            "@R",
            "new @R { A = 0 }",
            "has a default value"
        ),
        (
            "public sealed record @R { [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? A { get; set; } = \"x\"; }",
            "@R",
            "new @R { A = null }",
            "has a default value"
        ),
        (
            "public sealed record @R { [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? A { get; set; } public @R() "
                + "{ A = \"x\"; } }",
            "@R",
            "new @R { A = null }",
            "has a default value"
        ),
        (
            "[JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public sealed class @R { public List<int> A { get; set; } = [1]; }",
            "@R",
            "new @R { A = [2] }",
            "has initial contents"
        ),
        ("public sealed class @R { public int A { get; set; } public int a { get; set; } }", "@R", "new @R { A = 1, a = 2 }", "have one name"),
        (
            "public sealed class @R { public string URL { get; set; } = \"\"; public string Url { get; set; } = \"\"; }",
            "@R",
            "new @R { URL = \"1\", Url = \"2\" }",
            "have one name"
        ),
        ("public sealed record @R(int Id, [property: JsonPropertyName(\"ID\")] int Other);", "@R", "new @R(1, 2)", "have one name"),
        ("public sealed record @R([property: JsonPropertyName(\"$type\")] string A);", "@R", "new @R(\"x\")", "begins with '$'"),
        (
            "public sealed record @R { [JsonPropertyName(\"a\")] public int X { get; init; } [JsonPropertyName(\"A\")] public int Y { get; init; "
                + "} }",
            "@R",
            "new @R { X = 1, Y = 2 }",
            "have one name"
        ),
        (
            "[System.Runtime.CompilerServices.InlineArray(3)] public struct @R { private int _e; public static @R Of() { var r = new @R(); r[1] "
                + "= 5; return r; } }",
            "@R",
            "@R.Of()",
            "would be lost"
        ),
        (
            "public class @B { public int Id { get; init; } } public sealed class @R : @B { public new string Id { get; init; } = \"\"; public "
                + "static @R Of() { var r = new @R { Id = \"x\" }; typeof(@B).GetProperty(\"Id\")!.SetValue(r, 3); return r; } }",
            "@R",
            "@R.Of()",
            "hides it"
        ),
        (
            "public abstract class @B { [JsonPropertyName(\"x\")] public virtual int Id { get; init; } } public sealed class @R : @B { public "
                + "override int Id { get; init; } public int X { get; init; } }",
            "@R",
            "new @R { Id = 4, X = 5 }",
            "have one name"
        ),
        (
            "public interface @I { int Secret { get; } } public sealed class @R : @I { private int _s; int @I.Secret => _s; public int A { get; "
                + "init; } public static @R Of() => new() { A = 1, _s = 7 }; }",
            "@R",
            "@R.Of()",
            "would be lost"
        ),
        (
            "public sealed class @R { private int _a; public int A { set => _a = value; } public int Get() => _a; }",
            "@R",
            "new @R { A = 3 }",
            "would be lost"
        ),
        (
            "public sealed class @R { public int A { get; init; } public DateTime Made { get; } = DateTime.UtcNow; }",
            "@R",
            "new @R { A = 2 }",
            "would be lost"
        ),
        (
            "public sealed class @R : IJsonOnDeserialized { public int A { get; set; } public void OnDeserialized() => A++; }",
            "@R",
            "new @R { A = 1 }",
            "runs code of its own"
        ),
        (
            "public sealed class @R : IJsonOnSerializing { public int A { get; set; } public void OnSerializing() => A++; }",
            "@R",
            "new @R { A = 1 }",
            "runs code of its own"
        ),
        (
            "public sealed class @R { public int A { get; init; } [JsonExtensionData] public Dictionary<string, JsonElement>? More { get; init; "
                + "} }",
            "@R",
            "new @R { A = 1, More = new() { [\"a\"] = JsonSerializer.SerializeToElement(2) } }",
            "JsonExtensionData"
        ),
        (
            "[Flags, JsonConverter(typeof(JsonStringEnumConverter<@R>))] public enum @R { None, A = 1, B = 2, [JsonStringEnumMemberName(\"bee, "
                + "too\")] C = 4 }",
            "@R",
            "@R.A | @R.C",
            "can't be the JSON name"
        ),
        ("public readonly record struct @K(int A);", "Dictionary<@K, int>", "new() { [new(1)] = 1 }", "has keys"),
        ("", "KeyValuePair<int, (int, int)>", "new(1, (2, 3))", "elements of the tuple"),
        ("public sealed class @R(IEnumerable<int> l) : List<int>(l) { }", "@R", "new @R([1])", "without parameters"),
        (
            "public sealed class @R : Collection<int> { protected override void InsertItem(int i, int item) => base.InsertItem(0, item); }",
            "@R",
            "new @R { 1, 2 }",
            "takes elements"
        ),
        (
            "public sealed record @R(int A) : IEnumerable<int> { public IEnumerator<int> GetEnumerator() => Enumerable.Repeat(A, "
                + "A).GetEnumerator(); IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }",
            "@R",
            "new @R(2)",
            "of its own kind"
        ),
        (
            "public record @B(int A); public sealed record @R(@B X); public sealed record @D(int A, int C) : @B(A);",
            "@R",
            "new @R(new @D(1, 2))",
            "has derived types"
        ),
        ("public record @B<T>(T A); public sealed record @D(int A, int C) : @B<int>(A);", "@B<int>", "new @D(1, 2)", "has derived types"),
        (
            "public class @B { public int A { get; init; } } public static class @H { private sealed class D : @B { public int C { get; init; } "
                + "} public static @B Of() => new D { A = 1, C = 2 }; }",
            "@B",
            "@H.Of()",
            "has derived types"
        ),
        (
            "[JsonDerivedType(typeof(@C), \"c\")] public record @B(int A); public record @C(int A, int X) : @B(A); public sealed record @D(int "
                + "A, int X, int Y) : @C(A, X);",
            "@B",
            "new @D(1, 2, 3)",
            "doesn't name"
        ),
        (
            "[JsonPolymorphic(TypeDiscriminatorPropertyName = \"kind\"), JsonDerivedType(typeof(@C), \"c\")] public abstract record @B; public "
                + "sealed record @C(string Kind) : @B;",
            "@B",
            "new @C(\"x\")",
            "discriminator"
        ),
        (
            "[JsonDerivedType(typeof(@C), \"same\"), JsonDerivedType(typeof(@D), \"same\")] public abstract record @B; public sealed record "
                + "@C(int A) : @B; public sealed record @D(int A) : @B;",
            "@B",
            "new @D(1)",
            "have the discriminator"
        ),
        (
            "public sealed class @R(int a) { private readonly int _twice = a * 2; public int A => a; public int Twice => _twice; }",
            "@R",
            "new @R(3)",
            "would be lost"
        ),
        (
            "public sealed class @R { public int A { get; private init; } public static @R Of() => new() { A = 3 }; }",
            "@R",
            "@R.Of()",
            "setter isn't public"
        ),
        (
            "public sealed class @R { [JsonInclude] public readonly int A; [JsonConstructor] public @R() { } public @R(int a) => A = a; }",
            "@R",
            "new @R(3)",
            "would be lost"
        ),
        ("public sealed record @R(in int A, params int[] B);", "@R", "new @R(1, 2, 3)", "by reference"),
        (
            "[JsonConverter(typeof(@Conv))] public readonly record struct @R(int V); public sealed class @Conv : JsonConverter<@R> { public "
                + "override @R Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => new(r.GetInt32()); public override void "
                + "Write(Utf8JsonWriter w, @R v, JsonSerializerOptions o) => w.WriteNumberValue(v.V); }",
            "Dictionary<@R, int>",
            "new() { [new(1)] = 2 }",
            "has keys"
        ),
        ("public sealed record @R([property: Obsolete(\"gone\", true)] int A);", "@R", "new @R(1)", "is obsolete"),
        (
            "public sealed record @R { public int A { get; init; } [Obsolete(\"gone\", true)] public int B { get; init; } }",
            "@R",
            "new @R { A = 2 }",
            "is obsolete"
        ),
        (
            "public sealed record @R { [Obsolete(\"gone\", true)] public @R() { } public @R(int a) => A = a; public int A { get; init; } }",
            "@R",
            "new @R(1)",
            "is obsolete"
        ),
        ("public sealed record @R([property: System.Diagnostics.CodeAnalysis.Experimental(\"X2\")] int A);", "@R", "new @R(1)", "is experimental"),
        (
            "public sealed class @R { private int? _cache; public int A { get; init; } public int Slow() => _cache ??= A * 2; public static @R "
                + "Of() { var r = new @R { A = 2 }; r.Slow(); return r; } }",
            "@R",
            "@R.Of()",
            "would be lost"
        ),
        (
            "public sealed class @R { [JsonConverter(typeof(Conv))] public int B { get; init; } private sealed class Conv : JsonConverter<int> { "
                + "public override int Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => int.Parse(r.GetString()!); public override "
                + "void "
                + "Write(Utf8JsonWriter w, int v, JsonSerializerOptions o) => w.WriteStringValue(v.ToString()); } }",
            "@R",
            "new @R { B = 6 }",
            "isn't visible"
        ),
        (
            "public sealed class @ConvAttribute : JsonConverterAttribute { public override JsonConverter CreateConverter(Type t) => new @Conv(); "
                + "} public sealed class @R { [@Conv] public int B { get; init; } } public sealed class @Conv : JsonConverter<int> { public override "
                + "int Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => int.Parse(r.GetString()!) - 1; public override void "
                + "Write(Utf8JsonWriter w, int v, JsonSerializerOptions o) => w.WriteStringValue((v + 1).ToString()); }",
            "@R",
            "new @R { B = 6 }",
            "derives from [JsonConverter]"
        ),
        (
            "public sealed class @ConvAttribute : JsonConverterAttribute { public override JsonConverter CreateConverter(Type t) => new @Conv(); "
                + "} [@Conv] public sealed class @R { public int Secret; } public sealed class @Conv : JsonConverter<@R> { public override @R "
                + "Read(ref "
                + "Utf8JsonReader r, Type t, JsonSerializerOptions o) => new() { Secret = r.GetInt32() }; public override void Write(Utf8JsonWriter "
                + "w, "
                + "@R v, JsonSerializerOptions o) => w.WriteNumberValue(v.Secret); }",
            "@R",
            "new @R { Secret = 6 }",
            "derives from [JsonConverter]"
        ),
        (
            "public sealed class @R { [JsonConverter(typeof(@Conv))] public string B { get; init; } = \"\"; } public sealed class @Conv : "
                + "JsonConverter<int> { public override int Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => 1; public override void "
                + "Write(Utf8JsonWriter w, int v, JsonSerializerOptions o) => w.WriteStringValue(v.ToString()); }",
            "@R",
            "new @R { B = \"6\" }",
            "is for 'int'"
        ),
        (
            "public sealed class @R { [JsonConverter(typeof(@Conv))] public int B { get; init; } } public sealed class @Conv(int shift) : "
                + "JsonConverter<int> { public override int Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => r.GetInt32() + shift; "
                + "public override void Write(Utf8JsonWriter w, int v, JsonSerializerOptions o) => w.WriteNumberValue(v); }",
            "@R",
            "new @R { B = 6 }",
            "no constructor without parameters"
        ),
        (
            "public sealed class @R<T> { [JsonConverter(typeof(@Conv<>))] public T? B { get; init; } } public sealed class @Conv<T> : "
                + "JsonConverter<T> { public override T Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) { r.GetInt32(); return "
                + "default!; } "
                + "public override void Write(Utf8JsonWriter w, T v, JsonSerializerOptions o) => w.WriteNumberValue(1); }",
            "@R<int>",
            "new @R<int> { B = 0 }",
            "open type parameters"
        ),
        (
            "[Obsolete(\"x\", true)] public enum @E { A, B } public sealed record @R([property: JsonPropertyName(\"q\")] int X) { [Obsolete] "
                + "public @E Y { get; init; } }",
            "@R",
            "new @R(1)",
            "is obsolete"
        ),
        ("public sealed record @R { public int A { [Obsolete(\"x\", true)] get; init; } }", "@R", "new @R { A = 1 }", "is obsolete"),
    ];

    private static readonly (string Declaration, string Type, string Value)[] s_carried =
    [
        (
            "public sealed class @R { public event Action? E; public int A { get; init; } public static @R Of() { var r = new @R { A = 1 }; r.E "
                + "+= () => { }; return r; } }",
            "@R",
            "@R.Of()"
        ),
        (
            "public abstract class @B { public virtual int Id { get; init; } } public sealed class @R : @B { [JsonIgnore] public override int Id "
                + "{ get; init; } }",
            "@R",
            "new @R { Id = 4 }"
        ),
        ("public sealed class @R { public int A { get; init; } = 1; public int this[int i] => i; }", "@R", "new @R { A = 3 }"),
        ("public enum @E { A, B } public sealed record @R([property: JsonConverter(typeof(JsonStringEnumConverter))] @E X);", "@R", "new @R(@E.B)"),
        ("[JsonConverter(typeof(JsonStringEnumConverter<@R>))] public enum @R { A = 1, a = 2 }", "@R", "@R.a"),
        ("[JsonConverter(typeof(JsonStringEnumConverter<@R>))] public enum @R { A = 1 }", "@R", "(@R)17"),
        ("public enum @E : ulong { A = ulong.MaxValue }", "Dictionary<@E, int>", "new() { [@E.A] = 1, [(@E)77] = 2 }"),
        ("", "Dictionary<string, int>[]", "[new(StringComparer.OrdinalIgnoreCase) { [\"A\"] = 1 }]"),
        ("", "Dictionary<DateTime, int>", "new() { [new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local)] = 1, [new DateTime(2025, 1, 1)] = 2 }"),
        ("", "Dictionary<float, int>", "new() { [float.NaN] = 1, [float.NegativeInfinity] = 2 }"),
        ("", "Dictionary<Half, int>", "new() { [(Half)1.5] = 1 }"),
        ("", "Dictionary<Version, int>", "new() { [new Version(1, 2)] = 1 }"),
        ("", "Dictionary<TimeOnly, int>", "new() { [new TimeOnly(1, 2)] = 1 }"),
        ("", "Dictionary<string, Dictionary<int, string>?>?", "new() { [\"x\"] = null }"),
        ("", "DateTime", "new DateTime(2026, 7, 1, 1, 2, 3, DateTimeKind.Local)"),
        ("", "Half", "Half.NaN"),
        ("", "JsonElement", "JsonDocument.Parse(\"{\\\"a\\\":1,\\\"a\\\":2}\").RootElement"),
        ("", "JsonNode", "JsonNode.Parse(\"[1.0, \\\"\\\\u003c\\\", null]\")!"),
        ("", "JsonValue", "JsonValue.Create(5)"),
        ("", "Memory<char>", "\"abc\".ToCharArray()"),
        ("", "Memory<int>", "new[] { 1 }"),
        ("", "ReadOnlyMemory<char>", "\"abc\".AsMemory()"),
        ("", "Memory<byte>?", "null"),
        ("", "IEnumerable<int>", "Enumerable.Range(1, 3).Where(i => i > 1)"),
        ("", "IReadOnlyDictionary<string, int>", "new SortedDictionary<string, int> { [\"b\"] = 1, [\"a\"] = 2 }"),
        ("", "IDictionary<string, int>", "new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { [\"b\"] = 1 }"),
        ("", "ISet<string>", "new SortedSet<string>(StringComparer.OrdinalIgnoreCase) { \"b\", \"A\" }"),
        ("", "Tuple<int, Tuple<string>>", "Tuple.Create(1, Tuple.Create(\"x\"))"),
        ("", "List<int?[]?>", "[null, [1, null]]"),
        ("", "ImmutableArray<ImmutableArray<int>>", "[[1], []]"),
        (
            "",
            "ImmutableSortedDictionary<string, int>",
            "ImmutableSortedDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase).Add(\"A\", 1)"
        ),
        ("public sealed class @R : List<int> { }", "@R", "new @R { 1, 2 }"),
        (
            "public sealed class @R : Dictionary<string, int> { public @R() : base(StringComparer.OrdinalIgnoreCase) { } }",
            "@R",
            "new @R { [\"A\"] = 1 }"
        ),
        ("public sealed record @R(@R.Kind K) { public enum Kind { A, B } }", "@R", "new @R(@R.Kind.B)"),
        ("public sealed record @Outer<T>(@Outer<T>.Inner I) { public sealed record Inner(T V); }", "@Outer<int>", "new @Outer<int>(new(5))"),
        ("public record @B(int A);", "@B", "new @B(1)"),
        (
            "[JsonDerivedType(typeof(@C<int>), \"i\"), JsonDerivedType(typeof(@C<string>), \"s\")] public abstract record @B; public sealed "
                + "record @C<T>(T V) : @B;",
            "@B",
            "new @C<string>(\"x\")"
        ),
        (
            "[JsonDerivedType(typeof(@C), \"c\")] public interface @B { int A { get; } } public readonly record struct @C(int A) : @B;",
            "@B",
            "new @C(2)"
        ),
        ("public struct @R { [JsonInclude] public int A; public int B { get; set; } }", "@R", "new @R { A = 1, B = 2 }"),
        (
            "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] public struct @R { "
                + "[System.Runtime.InteropServices.FieldOffset(0)] private int _a; [System.Runtime.InteropServices.FieldOffset(0)] private float _b; "
                + "public int A { readonly get => _a; set => _a = value; } public float B { readonly get => _b; set => _b = value; } }",
            "@R",
            "new @R { B = 1.5f }"
        ),
        ("public readonly record struct @R { public int A { get; init; } = 5; public @R() { } }", "@R", "default(@R)"),
        ("public record struct @R(int A = 5);", "@R[]", "new @R[2]"),
        (
            "public sealed class @R { public int A { get; init; } = 4; [JsonConverter(typeof(@Conv))] public int B { get; init; } } public "
                + "sealed class @Conv : JsonConverter<int> { public override int Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => "
                + "int.Parse(r.GetString()!); public override void Write(Utf8JsonWriter w, int v, JsonSerializerOptions o) => "
                + "w.WriteStringValue(v.ToString()); }",
            "@R",
            "new @R { B = 6 }"
        ),
        (
            "[JsonConverter(typeof(@Conv))] public sealed class @R { public int Secret; } public sealed class @Conv : JsonConverter<@R> { public "
                + "override @R Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => new() { Secret = r.GetInt32() }; public override void "
                + "Write(Utf8JsonWriter w, @R v, JsonSerializerOptions o) => w.WriteNumberValue(v.Secret); }",
            "List<@R?>",
            "[new @R { Secret = 1 }, null]"
        ),
        ("public sealed record @R([property: JsonPropertyName(\"a\\\"b\\\\☃\")] int A);", "@R", "new @R(1)"),
        ("public sealed record @R(string @class, int größe, bool Ñ);", "@R", "new @R(\"x\", 2, true)"),
        ("public sealed record @ListInt32(int A); public sealed record @R(@ListInt32 A, List<int> B);", "@R", "new @R(new(1), [2])"),
        ("public sealed record ListInt32(string A); public sealed record @R(ListInt32 A, List<int> B);", "@R", "new @R(new(\"x\"), [2])"),
        ("public sealed record NullableInt32(string A); public sealed record @R(NullableInt32 A, int? B);", "@R", "new @R(new(\"x\"), 2)"),
        ("public sealed record Int32Array(string A); public sealed record @R(Int32Array A, int[] B);", "@R", "new @R(new(\"x\"), [2])"),
        (
            "public sealed record DictionaryStringInt32(string A); public sealed record @R(DictionaryStringInt32 A, Dictionary<string, int> B);",
            "@R",
            "new @R(new(\"x\"), [])"
        ),
        ("public sealed record Int32(string A); public sealed record @R(global::@S.Int32 A, int B);", "@R", "new @R(new(\"x\"), 2)"),
        ("public sealed record String(string A); public sealed record @R(global::@S.String A, string B);", "@R", "new @R(new(\"x\"), \"y\")"),
        (
            "public sealed record @Order(int A); public sealed record @OrderPropInit(int B); public sealed record @R(@Order A, @OrderPropInit B);",
            "@R",
            "new @R(new(1), new(2))"
        ),
        (
            "public sealed record @Order(int A); public sealed record @OrderCtorParamInit(int B); public sealed record "
                + "@OrderSerializeHandler(int B); public sealed record Create_@Order(int B); public sealed record @R(@Order A, @OrderCtorParamInit "
                + "B, "
                + "@OrderSerializeHandler C, Create_@Order D);",
            "@R",
            "new @R(new(1), new(2), new(3), new(4))"
        ),
        ("public sealed record PropName_a(int A); public sealed record @R(PropName_a A);", "@R", "new @R(new(1))"),
        (
            "public static class @X { public sealed record State(int A); } public static class @Y { public sealed record State(string A); } "
                + "public sealed record @R(Dictionary<string, @X.State[]> A, Dictionary<string, @Y.State[]> B, List<@X.State?> C, List<@Y.State?> "
                + "D);",
            "@R",
            "new @R(new() { [\"a\"] = [new(1)] }, new() { [\"b\"] = [new(\"x\")] }, [null], [new(\"y\")])"
        ),
        (
            "public static class @X { public enum State { A, B } } public static class @Y { public enum State { C, D } } public sealed record "
                + "@R(@X.State? A, @Y.State? B, IReadOnlyList<@X.State?> C, IReadOnlyList<@Y.State?> D);",
            "@R",
            "new @R(@X.State.B, @Y.State.D, [null, @X.State.A], [@Y.State.C])"
        ),
        (
            "public static class @X { public sealed record Page<T>(T A); } public static class @Y { public sealed record Page<T>(T B); } public "
                + "sealed record @R(@X.Page<int> A, @Y.Page<int> B, @X.Page<@Y.Page<string>> C, @Y.Page<@X.Page<string>> D);",
            "@R",
            "new @R(new(1), new(2), new(new(\"x\")), new(new(\"y\")))"
        ),
        (
            "public sealed class @R { public required int A { get; init; } [System.Diagnostics.CodeAnalysis.SetsRequiredMembers, "
                + "JsonConstructor] public @R() { } }",
            "@R",
            "new @R { A = 1 }"
        ),
        (
            "public sealed class @R { public required string A { get; init; } [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public "
                + "@R(string a) => A = a; }",
            "@R",
            "new @R(\"x\")"
        ),
        (
            "public abstract class @B<T> where T : @B<T> { public T? Self { get; init; } } public sealed class @R : @B<@R> { public int A { get; "
                + "init; } }",
            "@R",
            "new @R { A = 1, Self = new @R { A = 2 } }"
        ),
        ("public sealed record @R(Nullable<int> A, System.Nullable<Color> B, Flags? C);", "@R", "new @R(1, null, Flags.A | (Flags)64)"),
        (
            "public sealed record @R<TKey, TValue>(Dictionary<TKey, TValue> A) where TKey : notnull;",
            "@R<Guid, List<string?>>",
            "new @R<Guid, List<string?>>(new() { [Guid.Empty] = [null] })"
        ),
        ("public sealed record @R(@R.P Q) { public readonly record struct P(int X, int Y); }", "@R?[]", "[null, new @R(new(1, 2))]"),
        (
            "public sealed class @R { private readonly List<int> _l = []; public IReadOnlyList<int> L { get => _l; init => _l.AddRange(value); } "
                + "}",
            "@R",
            "new @R { L = [1, 2] }"
        ),
        (
            "public partial class @R { public partial int A { get; init; } } public partial class @R { public partial int A { get => field; init "
                + "=> field = value; } }",
            "@R",
            "new @R { A = 4 }"
        ),
        (
            "public partial class @R { public partial @R(int a); public int A { get; } } public partial class @R { public partial @R(int a) { A "
                + "= a; } }",
            "@R",
            "new @R(4)"
        ),
        (
            "file sealed record Hidden(int A); public sealed record @R(int A) { public static string Show() => new Hidden(1).ToString(); }",
            "@R",
            "new @R(1)"
        ),
        (
            "public sealed record @R { public string? A { get; set; } [JsonIgnore] public string B { get => A + \"!\"; set => A = "
                + "value.TrimEnd('!'); } }",
            "@R",
            "new @R { B = \"x!\" }"
        ),
        (
            "public sealed record @R { public string? Full { get => First + \" \" + Last; set { } } public string? First { get; set; } public "
                + "string? Last { get; set; } }",
            "@R",
            "new @R { First = \"a\", Last = \"b\" }"
        ),
        (
            "public sealed class @R { public @R? Parent { get; set; } public List<@R> Children { get; set; } = []; public static @R Of() { var r "
                + "= new @R(); r.Children.Add(new @R()); return r; } }",
            "@R",
            "@R.Of()"
        ),
        (
            "public sealed class @R { public List<int> A { get; set; } = []; public List<int> B { get; set; } = []; public static @R Of() { var "
                + "l = new List<int> { 1 }; return new @R { A = l, B = l }; } }",
            "@R",
            "@R.Of()"
        ),
        ("", "string", "\"a\\u2028b\\0c\\u007f\\u00a0\\ufeff\""),
        ("", "char", "'\\0'"),
        ("", "string", "\"\\ud83d\\ude00\""),
        ("", "IReadOnlyCollection<KeyValuePair<string, int?>>", "[new(\"a\", null)]"),
        ("", "ConcurrentDictionary<string, ImmutableList<int>>", "new() { [\"a\"] = [1] }"),
        ("", "Nullable<KeyValuePair<int, int>>", "new KeyValuePair<int, int>(1, 2)"),
        ("", "ImmutableArray<int>?", "null"),
        ("", "JsonElement?[]", "[null, JsonSerializer.SerializeToElement(1)]"),
        ("", "System.Net.HttpStatusCode", "System.Net.HttpStatusCode.OK"),
        ("", "DayOfWeek?", "DayOfWeek.Friday"),
        (
            "public sealed class @R { [JsonConverter(typeof(@Conv))] public int B { get; init; } } public sealed class @Conv : "
                + "JsonConverter<int> { internal @Conv() { } public override int Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => "
                + "int.Parse(r.GetString()!); public override void Write(Utf8JsonWriter w, int v, JsonSerializerOptions o) => "
                + "w.WriteStringValue(v.ToString()); }",
            "@R",
            "new @R { B = 6 }"
        ),
        (
            "public sealed class @R { [JsonConverter(typeof(@Conv))] public int B { get; init; } } internal sealed class @Conv : "
                + "JsonConverter<int> { public override int Read(ref Utf8JsonReader r, Type t, JsonSerializerOptions o) => "
                + "int.Parse(r.GetString()!); "
                + "public override void Write(Utf8JsonWriter w, int v, JsonSerializerOptions o) => w.WriteStringValue(v.ToString()); }",
            "@R",
            "new @R { B = 6 }"
        ),
        (
            "public sealed class @R { [JsonConverter(typeof(@F))] public int B { get; init; } } public sealed class @F : JsonConverterFactory { "
                + "public override bool CanConvert(Type t) => true; public override JsonConverter CreateConverter(Type t, JsonSerializerOptions o) "
                + "=> "
                + "new @Conv(); } public sealed class @Conv : JsonConverter<int> { public override int Read(ref Utf8JsonReader r, Type t, "
                + "JsonSerializerOptions o) => int.Parse(r.GetString()!); public override void Write(Utf8JsonWriter w, int v, JsonSerializerOptions "
                + "o) "
                + "=> w.WriteStringValue(v.ToString()); }",
            "@R",
            "new @R { B = 6 }"
        ),
        ("public sealed record _@R(int A); public sealed record @Q(_@R X, @R Y); public sealed record @R(int B);", "@Q", "new @Q(new(1), new(2))"),
        (
            "public sealed record @R(@R.FusionJson X, @R.T_int Y, @R.Part Z) { public sealed record FusionJson(int A); public sealed record "
                + "T_int(int B); public sealed record Part(int C); }",
            "@R",
            "new @R(new(1), new(2), new(3))"
        ),
        (
            "public sealed record @R(@R.Version V, System.Version W, @R.Guid G, System.Guid H, @R.DateTime D, System.DateTime E) { public sealed "
                + "record Version(int A); public sealed record Guid(int A); public sealed record DateTime(int A); }",
            "@R",
            "new @R(new(1), new(1, 2), new(3), System.Guid.Empty, new(4), System.DateTime.UnixEpoch)"
        ),
        (
            "public sealed record @R(@R.List A, List<int> B, @R.JsonElement C, JsonElement? D, @R.Dictionary E, @R.KeyValuePairStringInt32 F, "
                + "KeyValuePair<string, int> G) { public sealed record List(int A); public sealed record JsonElement(int A); public sealed record "
                + "Dictionary(int A); public sealed record KeyValuePairStringInt32(int A); }",
            "@R",
            "new @R(new(1), [2], new(3), null, new(4), new(5), new(\"x\", 6))"
        ),
    ];

    [Fact]
    public async Task What_does_not_come_back_unchanged_is_refused_with_the_reason()
    {
        var outcomes = await RunAsync(s_refused.Select(static r => (r.Declaration, r.Type, r.Value)));
        var wrong = s_refused
            .Select(static (r, i) => (Program: $"U{i}", r.Reason, r.Type))
            .Where(r => !outcomes[r.Program].Said.Any(d => d.Id == "FZ0012" && d.GetMessage(null).Contains(r.Reason, StringComparison.Ordinal)))
            .Select(r => $"{r.Program} {r.Reason}: {string.Join(" ", outcomes[r.Program].Said)} {outcomes[r.Program].Text}")
            .Concat(outcomes.Values.Select(static o => o.Difference).OfType<string>())
            .ToList();
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public async Task What_comes_back_unchanged_is_not_refused()
    {
        var outcomes = await RunAsync(s_carried);
        var wrong = outcomes
            .Values.Where(static o => o.IsRefused)
            .Select(static o => $"{string.Join(" ", o.Said)} {o.Text}")
            .Concat(outcomes.Values.Select(static o => o.Difference).OfType<string>())
            .ToList();
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    private static async Task<Dictionary<string, ValueRun.Outcome>> RunAsync(IEnumerable<(string Declaration, string Type, string Value)> types)
    {
        var programs = types
            .Select(static (t, i) => (Name: $"U{i}", Text: UsualTypesTests.Program($"U{i}", t.Declaration, t.Type, t.Value)))
            .ToDictionary(static p => p.Name, static p => p.Text, StringComparer.Ordinal);
        var run = new ValueRun(programs, ValueProgram.Shared);
        var outcomes = await run.RunAsync(seed: 1);
        Assert.Empty(run.Broken.Values);
        return outcomes.ToDictionary(static o => o.Program, StringComparer.Ordinal);
    }
}
