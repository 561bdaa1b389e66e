using System.Globalization;
using System.Text;

namespace Fusionize.Generators.Tests.Equality.Values;

/// <summary>
/// A random program whose tasks take and give a value of random types: any declarations that compile, whether or not they make sense in a message. It
/// doesn't know what may cross a border. The same for the same number and seed.
/// </summary>
internal sealed class ValueProgram
{
    public const string Preamble = """
        #nullable enable annotations
        #nullable disable warnings
        #pragma warning disable CS0162, CS0164, CS1522, CS0184, CS0183, CS8305
        #pragma warning disable CS0067, CS0108, CS0114, CS0169, CS0414, CS0628, CS0649, CS1998, CS8907, CS9113, CS0109, CS0472, CS0659, CS0661
        using System; using System.Collections; using System.Collections.Concurrent; using System.Collections.Frozen;
        using System.Collections.Generic; using System.Collections.Immutable;
        using System.Collections.ObjectModel; using System.IO; using System.Linq; using System.Runtime.CompilerServices;
        using System.Text; using System.Text.Json; using System.Text.Json.Nodes;
        using System.Text.Json.Serialization; using System.Threading; using System.Threading.Tasks; using Fusionize;

        """;

    public const string Shared =
        Preamble
        + """
            public enum Color { Red, Green, Blue = 7 }
            [Flags] public enum Flags { None, A = 1, B = 2, C = 4 }
            """;

    private readonly Random _random;
    private readonly StringBuilder _types = new();
    private readonly List<Made> _made = [];
    private readonly string _space;
    private readonly int _oddity;
    private int _members;

    public ValueProgram(int number, int seed)
    {
        Number = number;
        _random = new Random(HashCode.Combine(number, seed) == 0 ? number : number * 7919 + seed);
        _space = $"P{number}";
        _oddity = _random.Next(3) switch
        {
            0 => 0,
            1 => 6,
            _ => 25,
        };
        var count = _random.Next(1, 4);
        for (var i = 0; i < count; i++)
            _made.Add(AddType());
        var message = _random.Next(12) == 0 ? Leaf() : Wrap(_made[^1]);
        Text =
            Preamble
            + $$"""
                namespace {{_space}}
                {
                {{_types}}
                public static class Tasks
                {
                    [FusionTask(Entry = true, Name = "{{_space}}.Run")]
                    public static async Task<string> Run()
                    {
                        {{message.Type}} made = Make();
                        var text = "take " + await See.Try(() => TakeAsync(made)) + "\ngive " + await See.Try(GiveAsync);
                        return text + "\nafter " + See.Of(made);
                    }

                    private static async Task<string> TakeAsync({{message.Type}} made)
                    {
                        {{In(CallForms.Taking[Math.Abs(number + seed % 1000) % CallForms.Taking.Length], message)}}
                    }

                    private static async Task<string> GiveAsync()
                    {
                        {{In(CallForms.Giving[Math.Abs(number + seed % 1000) % CallForms.Giving.Length], message)}}
                    }

                    [FusionTask(Name = "{{_space}}.Take")] public static Task<string> Take({{message.Type}} value)
                    {
                        var seen = See.Of(value);
                        {{string.Concat(
                    message.Changes.Select(static c => $"try {{ {c.Replace("$", "value", StringComparison.Ordinal)}; }} catch {{ }}\n        ")
                )}}
                        return Task.FromResult(seen);
                    }

                    [FusionTask(Name = "{{_space}}.Give")] public static Task<{{message.Type}}> Give() => Task.FromResult(Make());

                    public static {{message.Type}} Make() => {{message.Value}};
                }
                {{In(CallForms.Helpers, message)}}
                }
                """;
    }

    public int Number { get; }

    public string Text { get; }

    public string File => $"P{Number}.cs";

    private string In(string form, Made message) =>
        form.Replace("@T", message.Type, StringComparison.Ordinal).Replace("@S", _space, StringComparison.Ordinal);

    private bool IsOdd => _random.Next(100) < _oddity;

    private Made Leaf()
    {
        var sample = Next(IsOdd ? SampleTypes.Unusual : SampleTypes.Usual);
        return new Made(sample.Type, sample.Value, ChangesOf(sample.Type));
    }

    private static string[] ChangesOf(string type) =>
        type.TrimEnd('?') switch
        {
            "byte[]" or "int[]" or "string?[]" or "int[][]" => ["$[0] = default"],
            "Memory<byte>" => ["$.Span[0] = 77"],
            "JsonObject" => ["$[\"hit\"] = 1"],
            "JsonArray" => ["$.Add(3)"],
            var t
                when t.StartsWith("List<", StringComparison.Ordinal)
                    || t.StartsWith("Dictionary<", StringComparison.Ordinal)
                    || t.StartsWith("HashSet<", StringComparison.Ordinal)
                    || t.StartsWith("Queue<", StringComparison.Ordinal)
                    || t.StartsWith("Sorted", StringComparison.Ordinal)
                    || t.StartsWith("Concurrent", StringComparison.Ordinal)
                    || t.StartsWith("IList<", StringComparison.Ordinal)
                    || t.StartsWith("ICollection<", StringComparison.Ordinal)
                    || t.StartsWith("ISet<", StringComparison.Ordinal)
                    || t.StartsWith("IDictionary<", StringComparison.Ordinal)
                    || t.StartsWith("LinkedList<", StringComparison.Ordinal)
                    || t.Contains("ollection<int>") && t[0] is 'O' or 'C' => ["$.Clear()"],
            _ => [],
        };

    /// <summary>A member's type: of the framework, or an earlier one, alone or in something.</summary>
    private Made Any() => _made.Count > 0 && _random.Next(3) == 0 ? Wrap(Next(_made)) : Leaf();

    private Made Wrap(Made inner) =>
        _random.Next(11) switch
        {
            0 => new($"IReadOnlyList<{inner.Type}>", $"new {inner.Type}[] {{ {inner.Value} }}", Inside("$[0]", inner)),
            1 => new($"List<{inner.Type}>", $"new List<{inner.Type}> {{ {inner.Value}, {inner.Value} }}", ["$.Clear()"]),
            2 => new($"Dictionary<string, {inner.Type}>", $"new Dictionary<string, {inner.Type}> {{ [\"Key\"] = {inner.Value} }}", ["$.Clear()"]),
            3 => new($"ImmutableArray<{inner.Type}>", $"ImmutableArray.Create<{inner.Type}>({inner.Value})", Inside("$[0]", inner)),
            4 => new($"{inner.Type}[]", $"new {inner.Type}[] {{ {inner.Value} }}", ["$[0] = default"]),
            _ => inner,
        };

    private static string[] Inside(string path, Made inner) => [.. inner.Changes.Select(c => c.Replace("$", path, StringComparison.Ordinal))];

    private Made AddType()
    {
        var name = $"{_space}T{_made.Count}";
        return _random.Next(20) switch
        {
            0 => Family(name),
            1 => OpenBase(name),
            2 => Generic(name),
            3 => Collection(name),
            4 => Recursive(name),
            5 when IsOdd => Growing(name),
            6 => Interface(name),
            7 => Enum(name),
            var n => Object(name, n),
        };
    }

    private Made Object(string name, int kind)
    {
        var type = new TypeText(
            name,
            (kind % 8) switch
            {
                0 or 1 => "sealed record",
                2 => "sealed class",
                3 => "class",
                4 => "record",
                5 => "struct",
                6 => "readonly record struct",
                _ => "record struct",
            }
        );
        var count = _random.Next(1, 6);
        for (var i = 0; i < count; i++)
            AddMember(type);
        if (kind is 10 or 18 && !type.IsStruct)
            AddBase(type);
        _types.Append(type.Text);
        return new Made(name, $"{name}.Make()", [.. type.Changes]);
    }

    private void AddBase(TypeText type)
    {
        var parent = new TypeText(type.Name + "Base", type.IsRecord ? "abstract record" : "abstract class");
        var count = _random.Next(1, 4);
        for (var i = 0; i < count; i++)
            AddMember(parent);
        if (parent.Parameters.Count > 0)
            return; // the constructors would have to be joined
        _types.Append(parent.Text);
        type.Base = parent.Name;
        type.Initial.AddRange(parent.Initial);
        type.After.AddRange(parent.After.Where(static a => !a.Contains("._") && !a.Contains("/*private*/")));
        type.Changes.AddRange(parent.Changes);
        if (_random.Next(3) == 0 && parent.Virtual is { } virtuals)
            type.Members.Add($"public override int {virtuals} {{ get; init; }}");
        if (IsOdd)
            type.Members.Add(Next([$"public new int {parent.Name}N {{ get; set; }}", $"public new int N{_members - 1} {{ get; set; }}"]));
    }

    /// <summary>A member of any kind that C# knows.</summary>
    private void AddMember(TypeText type)
    {
        var n = $"N{_members++}";
        var f = $"_{n.ToLowerInvariant()}";
        var any = Any();
        var (t, v) = (any.Type, any.Value);
        var isNullable = t.EndsWith('?');
        var usual = new Action[]
        {
            () => Set($"public {t} {n} {{ get; {(type.IsReadOnly ? "init" : "set")}; }}", changes: type.IsReadOnly ? null : $"$.{n} = default"),
            () => Set($"public {t} {n} {{ get; init; }}"),
            () => Set($"public required {t} {n} {{ get; init; }}"),
            () => Set($"[JsonPropertyName(\"other-{n}\")] public {t} {n} {{ get; init; }}"),
            () => Set($"[JsonPropertyOrder(-1)] public {t} {n} {{ get; init; }}"),
            () => Set($"[JsonRequired] public {t} {n} {{ get; init; }}"),
            () => Set($"private {(type.IsReadOnly ? "readonly " : "")}{t} {f}; public {t} {n} {{ get => {f}; init => {f} = value; }}"),
            () => type.Members.Add($"public int {n} => 5;"),
            () => type.Members.Add($"public static {t} {n} => {v};"),
            () => type.Members.Add($"[JsonIgnore] public {t} {n} => {v};"),
            () => Parameter(),
            () => Parameter(),
            () => Set($"[JsonIgnore(Condition = JsonIgnoreCondition.Never)] public {t} {n} {{ get; init; }}"),
            () => type.Members.Add($"public int {n}() => 5;"),
            () => type.Members.Add($"public {(type.IsStruct ? "static" : "")} string {n}(int x) {{ var y = x; y++; return \"\" + y; }}"),
        };
        var odd = new Action[]
        {
            () => WithDefault($"public {t} {n} {{ get; init; }} = {v};"),
            () => WithDefault($"public {t} {n} {{ get; {(type.IsReadOnly ? "init" : "set")}; }} = {v};"),
            () => WithDefault($"public int {n} {{ get; }} = 5;"),
            () => WithDefault($"public {t} {n} {{ get; }} = {v};"),
            () => WithDefault($"public List<int> {n} {{ get; }} = new();", after: $"x.{n}.Add(5)", changes: $"$.{n}.Add(1)"),
            () => WithDefault($"private readonly int {f} = 5;"),
            () => WithDefault($"private readonly object {f} = new();"),
            () =>
                WithDefault(
                    $"private readonly List<int> {f} = new(); public void Add{n}(int i) => {f}.Add(i);",
                    after: $"x.{f}.Add(5)",
                    changes: $"$.Add{n}(1)"
                ),
            () =>
                WithDefault(
                    $"private readonly List<int> {f} = new(); public IReadOnlyList<int> {n} {{ get => {f}; init => {f} = new(value); "
                        + $"}} public void Add{n}(int i) => {f}.Add(i);",
                    after: $"x.{f}.Add(5)",
                    changes: $"$.Add{n}(1)"
                ),
            () =>
                WithDefault(
                    $"[JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int {n} {{ get; set; }} = 5;",
                    after: $"x.{n} = 0"
                ),
            () => Mutable($"public {t} {n} {{ get; private set; }}", $"x.{n} = {v}"),
            () => Mutable($"public {t} {n} {{ get; internal set; }}", $"x.{n} = {v}"),
            () => Mutable($"[JsonInclude] public {t} {n} {{ get; private set; }}", $"x.{n} = {v}"),
            () => Mutable($"[JsonInclude] public {t} {n} {{ get; internal set; }}", $"x.{n} = {v}"),
            () => Mutable($"[JsonInclude] internal {t} {n} {{ get; set; }}", $"x.{n} = {v}"),
            () => Mutable($"internal {t} {n} {{ get; set; }}", $"x.{n} = {v}"),
            () => Mutable($"private {t} {n} {{ get; set; }}", $"x.{n} /*private*/ = {v}"),
            () => Mutable($"private {t} {f};", $"x.{f} = {v}"),
            () => Mutable($"[JsonInclude] private {t} {f};", $"x.{f} = {v}"),
            () => Mutable($"[JsonIgnore] private {t} {f};", $"x.{f} = {v}"),
            () => Mutable($"private {t} {f}; public {t} {n} => {f};", $"x.{f} = {v}"),
            () => Mutable($"private {t} {f}; public {t} {n} {{ set => {f} = value; }}", $"x.{f} = {v}"),
            () => Mutable($"private {t} {f}; public {t} {n} {{ get => {f}; set => {f} = value; }}", $"x.{n} = {v}", $"$.{n} = default"),
            () =>
                Mutable(
                    $"private int {f}; public int {n} {{ get => {f}; init => {f} = value; }} public void Inc{n}() => {f}++;",
                    $"x.{f} = 5",
                    $"$.Inc{n}()"
                ),
            () =>
                Mutable(
                    $"private int {f}; public int {n} {{ get => {f}; init => {f} = value; }} public void Set{n}(int {f}) {{ this.{f} = {f}; }}",
                    $"x.{f} = 5",
                    $"$.Set{n}(9)"
                ),
            () =>
                Mutable(
                    $"private int {f}; public int {n} {{ get => {f}; init => {f} = value; "
                        + $"}} public static void Inc{n}({type.Name} other) => other.{f} += 2;",
                    $"x.{f} = 5",
                    $"{type.Name}.Inc{n}($)"
                ),
            () => Mutable($"public {t} {n};", $"x.{n} = {v}", $"$.{n} = default"),
            () => Mutable($"[JsonInclude] public {t} {n};", $"x.{n} = {v}", $"$.{n} = default"),
            () => Mutable($"[JsonIgnore] public {t} {n};", $"x.{n} = {v}"),
            () => Mutable($"[JsonIgnore] public {t} {n} {{ get; set; }}", $"x.{n} = {v}"),
            () =>
                Mutable(
                    $"[JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public {t} {n} {{ get; set; }}",
                    $"x.{n} = {v}",
                    $"$.{n} = default"
                ),
            () =>
                Mutable(
                    $"[JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? {n} {{ get; set; }}",
                    $"x.{n} = null",
                    $"$.{n} = \"new\""
                ),
            () =>
                Mutable(
                    $"[JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public {t} {n} {{ get; set; }}",
                    $"x.{n} = {v}",
                    $"$.{n} = default"
                ),
            () =>
                Mutable(
                    $"[JsonPropertyName(\"{(_members > 1 ? $"N{_members - 2}" : "x")}\")] public {t} {n} {{ get; set; }}",
                    $"x.{n} = {v}",
                    $"$.{n} = default"
                ),
            () => Mutable($"[JsonPropertyName(\"$x\")] public {t} {n} {{ get; set; }}", $"x.{n} = {v}"),
            () => Mutable($"public {t} {n.ToLowerInvariant()} {{ get; set; }} public {t} {n} {{ get; set; }}", $"x.{n} = {v}"),
            () => Mutable("public event Action? " + n + ";", $"x.{n} += () => {{ }}"),
            () =>
                Mutable(
                    $"[JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] public long {n} {{ "
                        + $"get; set; }}",
                    $"x.{n} = 5",
                    $"$.{n} = 1"
                ),
            () => Mutable($"[JsonConverter(typeof(JsonStringEnumConverter<Color>))] public Color {n} {{ get; set; }}", $"x.{n} = Color.Blue"),
            () => Mutable($"[JsonExtensionData] public Dictionary<string, JsonElement>? {n} {{ get; set; }}", $"x.{n} = new()"),
            () => type.Members.Add($"public int this[string {n}] {{ get => 5; set {{ }} }}"),
            () => type.Members.Add($"public {type.Name} {n} => this;"),
            () => type.Members.Add($"public Action {n} => () => {{ }};"),
            () => type.Members.Add($"public object {n} => 5;"),
            () => type.Members.Add($"public {t} {n} => {v};"),
            () => type.Members.Add($"public readonly {t} {n};"),
            () => type.Members.Add($"[JsonInclude] public readonly int {n};"),
            () =>
            {
                if (!type.IsReadOnly)
                    type.Members.Add($"internal int {n}; public void Do{n}() => {n}++;");
            },
            () =>
            {
                if (!type.IsSealed && !type.IsStruct)
                {
                    type.Members.Add($"public virtual int {n} {{ get; init; }}");
                    type.Virtual = n;
                }
            },
            () =>
            {
                if (!type.IsSealed && !type.IsStruct)
                    type.Members.Add($"protected {t} {n} {{ get; init; }}");
            },
            () => OddParameter(),
            () =>
            {
                if (!type.IsPositional && !type.IsStruct)
                    type.Members.Add(
                        $"public {type.Name}() {{ }} public {type.Name}(int {n.ToLowerInvariant()}) {{ {n} = {n.ToLowerInvariant()}; "
                            + $"}} public int {n} {{ get; }}"
                    );
            },
            () =>
            {
                if (type.IsStruct && !type.IsPositional)
                    type.Members.Add(
                        $"[JsonConstructor] public {type.Name}(int {n.ToLowerInvariant()}) {{ {n} = {n.ToLowerInvariant()}; "
                            + $"}} public int {n} {{ get; }}"
                    );
            },
        };
        Next(IsOdd || _random.Next(4) == 0 ? odd : usual)();

        void Set(string declaration, string? changes = null)
        {
            type.Members.Add(declaration);
            type.Initial.Add($"{n} = {v}");
            Changes(changes);
        }

        void WithDefault(string declaration, string? after = null, string? changes = null)
        {
            if (type.IsStruct)
                return;
            type.Members.Add(declaration);
            if (after is not null)
                type.After.Add(after);
            Changes(changes);
        }

        void Mutable(string declaration, string after, string? changes = null)
        {
            if (type.IsReadOnly)
                return;
            type.Members.Add(declaration);
            type.After.Add(after);
            if (changes is not null || declaration.Contains($"public {t} {n} {{ get;", StringComparison.Ordinal))
                Changes(changes);
        }

        void Changes(string? own)
        {
            if (own is not null && !type.IsStruct)
                type.Changes.Add(own);
            else
                type.Changes.AddRange(Inside($"$.{n}", any));
        }

        void Parameter()
        {
            if (type.IsPositional)
            {
                type.Parameters.Add((isNullable && _random.Next(2) == 0 ? $"{t} {n} = null" : $"{t} {n}", $"{n}: {v}"));
                type.Changes.AddRange(Inside($"$.{n}", any));
            }
            else if (!type.IsStruct)
            {
                type.Parameters.Add(($"{t} {n.ToLowerInvariant()}", $"{n.ToLowerInvariant()}: {v}"));
                type.Members.Add(
                    _random.Next(2) == 0 ? $"public {t} {n} {{ get; }} = {n.ToLowerInvariant()};" : $"public {t} {n} => {n.ToLowerInvariant()};"
                );
                type.Changes.AddRange(Inside($"$.{n}", any));
            }
        }

        void OddParameter()
        {
            if (type.IsStruct)
                return;
            type.Parameters.Add(($"{t} other{n}", $"other{n}: {v}"));
            type.Members.Add($"public {t} {n} {{ get; {(_random.Next(2) == 0 ? "init; " : "")}}} = other{n};");
        }
    }

    private Made Family(string name)
    {
        var text = new StringBuilder();
        var discriminates = !IsOdd;
        var namesAll = !IsOdd;
        var keyword = _random.Next(3) == 0 ? "class" : "record";
        text.Append(CultureInfo.InvariantCulture, $"[JsonDerivedType(typeof({name}A){(discriminates ? ", \"a\"" : "")})]");
        if (namesAll)
            text.Append(CultureInfo.InvariantCulture, $" [JsonDerivedType(typeof({name}B), {(_random.Next(2) == 0 ? "2" : "\"b\"")})]");
        text.Append(
            CultureInfo.InvariantCulture,
            $" public {(_random.Next(3) > 0 ? "abstract " : "")}{keyword} {name} {{ public int Common {{ get; init; "
                + $"}} public static {name} Make() => {name}{Next("AB")}.Make(); }}\n"
        );
        foreach (var letter in "AB")
        {
            var derived = new TypeText(name + letter, $"sealed {keyword}") { Base = name, HidesMake = true };
            derived.Initial.Add("Common = 3");
            AddMember(derived);
            AddMember(derived);
            text.Append(derived.Text);
        }
        _types.Append(text);
        return new Made(name, $"{name}.Make()", []);
    }

    private Made OpenBase(string name)
    {
        var keyword = _random.Next(2) == 0 ? "class" : "record";
        _types.Append(
            CultureInfo.InvariantCulture,
            $$"""
            public {{keyword}} {{name}} { public int Common { get; init; } public static {{name}} Make() => new {{(
                _random.Next(2) == 0 ? name : name + "More"
            )}} { Common = 3 }; }

            """
        );
        if (_random.Next(2) == 0)
            _types.Append(CultureInfo.InvariantCulture, $"public sealed {keyword} {name}More : {name} {{ public int More {{ get; init; }} = 4; }}\n");
        else
            _types.Replace($"new {name}More", $"new {name}");
        return new Made(name, $"{name}.Make()", []);
    }

    private Made Generic(string name)
    {
        var (a, b) = (Any(), Leaf());
        _types.Append(
            CultureInfo.InvariantCulture,
            $"public sealed record {name}<TA, TB>(TA First, IReadOnlyList<TB> Rest, {name}<TB, TA>? Swapped = null) {{ public TA Again {{ get; "
                + $"init; }} }}\n"
        );
        return new Made(
            $"{name}<{a.Type}, {b.Type}>",
            $"new {name}<{a.Type}, {b.Type}>({a.Value}, new {b.Type}[] {{ {b.Value} }}) {{ Again = {a.Value} }}",
            Inside("$.First", a)
        );
    }

    private Made Collection(string name)
    {
        var own = _random.Next(3);
        _types.Append(
            CultureInfo.InvariantCulture,
            $"public sealed class {name} : {(_random.Next(2) == 0 ? "List<int>" : "Collection<int>")} {{ "
                + $"{(own == 0 ? "public string Owner { get; init; } = \"\";" : own == 1 ? "public int Twice => Count * 2;" : "")} public static "
                + $"{name} Make() => new() {{ 1, 2 }}; }}\n"
        );
        return new Made(name, $"{name}.Make()", ["$.Clear()"]);
    }

    private Made Recursive(string name)
    {
        var value = Leaf();
        _types.Append(
            CultureInfo.InvariantCulture,
            $"public sealed record {name}({value.Type} Value, {name}? Next, IReadOnlyList<{name}>? Children = null) {{ public static {name} Make() "
                + $"=> new({value.Value}, new({value.Value}, null), new[] {{ new {name}({value.Value}, null) }}); }}\n"
        );
        return new Made(name, $"{name}.Make()", Inside("$.Value", value));
    }

    private Made Growing(string name)
    {
        _types.Append(
            CultureInfo.InvariantCulture,
            $"public sealed record {name}<T>(T Value, {name}<{Next(["List<T>", $"{name}<T>", "T[]"])}>? Next = null);\n"
        );
        return new Made($"{name}<int>", $"new {name}<int>(5)", []);
    }

    private Made Interface(string name)
    {
        var isNamed = _random.Next(4) > 0;
        _types.Append(
            CultureInfo.InvariantCulture,
            $"{(isNamed ? $"[JsonDerivedType(typeof({name}A), 1)] " : "")}public interface {name} {{ int Common {{ get; "
                + $"}} }}\npublic sealed record {name}A(int Common, string More) : {name};\n"
        );
        if (_random.Next(4) == 0)
            _types.Append(CultureInfo.InvariantCulture, $"public sealed record {name}B(int Common) : {name};\n");
        return new Made(name, $"new {name}A(1, \"x\")", []);
    }

    private Made Enum(string name)
    {
        _types.Append(
            CultureInfo.InvariantCulture,
            $"{(_random.Next(2) == 0 ? $"[JsonConverter(typeof(JsonStringEnumConverter<{name}>))] " : "")}public enum {name} : "
                + $"{Next(["byte", "int", "long", "ulong"])} {{ First, Second = 5, [JsonStringEnumMemberName(\"the third\")] Third }}\n"
        );
        return new Made(name, $"{name}.Third", []);
    }

    private T Next<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private char Next(string letters) => letters[_random.Next(letters.Length)];

    /// <summary>A type, an expression of it, and statements that change what <c>$</c> stands for.</summary>
    private sealed record Made(string Type, string Value, IReadOnlyList<string> Changes);

    /// <summary>A class, struct or record as it grows.</summary>
    private sealed class TypeText(string name, string keyword)
    {
        public string Name { get; } = name;

        public string? Base { get; set; }

        public string? Virtual { get; set; }

        public bool HidesMake { get; init; }

        public bool IsStruct => keyword.Contains("struct");

        public bool IsRecord => keyword.Contains("record");

        public bool IsPositional => IsRecord;

        public bool IsReadOnly => keyword.Contains("readonly");

        public bool IsSealed => keyword.Contains("sealed");

        private bool IsAbstract => keyword.Contains("abstract");

        public List<(string Text, string Argument)> Parameters { get; } = [];

        public List<string> Members { get; } = [];

        public List<string> Initial { get; } = [];

        /// <summary>Statements of the factory on <c>x</c>.</summary>
        public List<string> After { get; } = [];

        public List<string> Changes { get; } = [];

        public string Text
        {
            get
            {
                // Those with a default value come last.
                var parameters = Parameters.OrderBy(static p => p.Text.Contains(" = null")).ToList();
                var head = parameters.Count > 0 ? $"({string.Join(", ", parameters.Select(static p => p.Text))})" : "";
                var make = IsAbstract
                    ? ""
                    : $"    public static {(HidesMake ? "new " : "")}{Name} Make() {{ var x = new "
                        + $"{Name}({string.Join(", ", parameters.Select(static p => p.Argument))}) {{ {string.Join(", ", Initial)} }}; "
                        + $"{string.Concat(After.Select(static a => a + "; "))}return x; }}\n";
                return $"public {keyword} {Name}{head}{(Base is null ? "" : $" : {Base}")}\n"
                    + $"{{\n{string.Concat(Members.Select(static m => $"    {m}\n"))}{make}}}\n";
            }
        }
    }
}
