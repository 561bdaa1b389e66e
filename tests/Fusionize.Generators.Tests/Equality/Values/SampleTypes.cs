namespace Fusionize.Generators.Tests.Equality.Values;

/// <summary>A type that a message can have, and an expression that gives a value of it.</summary>
internal sealed record Sample(string Type, string Value);

/// <summary>Types of the framework, of any kind: random programs don't know which of them System.Text.Json carries.</summary>
internal static class SampleTypes
{
    public static readonly IReadOnlyList<Sample> Usual =
    [
        new("int", "-7"), new("long", "long.MaxValue"), new("short", "(short)-3"), new("byte", "(byte)200"), new("sbyte", "(sbyte)-2"), new("uint", "7u"), new("ulong", "ulong.MaxValue"),
        new("ushort", "(ushort)9"), new("bool", "true"), new("char", "'☃'"), new("string", "\"a\\\"b\\n☃\""), new("string?", "null"), new("double", "0.1"), new("double", "double.NaN"),
        new("double", "double.NegativeInfinity"), new("float", "1e-20f"), new("float", "float.PositiveInfinity"), new("double", "-0.0"), new("decimal", "1.500m"), new("decimal?", "null"),
        new("Half", "(Half)1.5"), new("Int128", "Int128.MaxValue"), new("UInt128", "UInt128.MaxValue"), new("Guid", "new Guid(7, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8)"),
        new("DateTime", "new DateTime(2026, 2, 28, 23, 59, 59, 999, DateTimeKind.Utc).AddTicks(1)"), new("DateTime", "new DateTime(2026, 2, 28)"), new("DateTimeOffset", "new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(7)"),
        new("TimeSpan", "TimeSpan.FromTicks(-123456789012345)"), new("DateOnly", "new DateOnly(2026, 2, 28)"), new("TimeOnly", "new TimeOnly(23, 59, 59, 999)"),
        new("Uri", "new Uri(\"https://example.org/a?b=ü\")"), new("Uri?", "null"), new("Uri?", "new Uri(\"a/b\", UriKind.Relative)"), new("Version", "new Version(1, 2, 3)"), new("Color", "Color.Blue"), new("Color?", "Color.Green"), new("Color", "(Color)77"), new("Flags", "Flags.A | Flags.C"),
        new("int?", "5"), new("byte[]", "new byte[] { 1, 2, 255 }"), new("int[]", "new[] { 1, 2 }"), new("int[][]", "new[] { new[] { 1 }, new int[0] }"), new("string?[]", "new[] { \"a\", null }"),
        new("List<int>", "new() { 3, 1 }"), new("IList<string>", "new List<string> { \"x\" }"), new("ICollection<int>", "new List<int> { 4 }"), new("IEnumerable<int>", "new[] { 4, 5 }"),
        new("IReadOnlyList<string>", "[\"a\", \"b\"]"), new("IReadOnlyCollection<int>", "[1, 2]"), new("IReadOnlyList<IReadOnlyList<int>>", "[[1], [2, 3]]"), new("ISet<int>", "new HashSet<int> { 3, 1 }"), new("HashSet<string>", "new() { \"b\", \"a\" }"),
        new("SortedSet<int>", "new() { 3, 1, 2 }"), new("Queue<int>", "new(new[] { 1, 2 })"), new("LinkedList<int>", "new(new[] { 1, 2 })"), new("ObservableCollection<int>", "new() { 1 }"), new("Collection<int>", "new() { 1 }"),
        new("Dictionary<string, int>", "new() { [\"b\"] = 1, [\"A\"] = 2 }"), new("IDictionary<string, int>", "new Dictionary<string, int> { [\"b\"] = 1 }"), new("IReadOnlyDictionary<string, int?>", "new Dictionary<string, int?> { [\"x\"] = null }"),
        new("Dictionary<int, string>", "new() { [2] = \"b\", [1] = \"a\" }"), new("Dictionary<Guid, int>", "new() { [Guid.Empty] = 1 }"), new("Dictionary<Color, int>", "new() { [Color.Blue] = 1 }"), new("Dictionary<DateOnly, int>", "new() { [new DateOnly(2026, 1, 2)] = 1 }"), new("Dictionary<bool, int>", "new() { [true] = 1 }"), new("Dictionary<double, int>", "new() { [0.1] = 1 }"), new("Dictionary<TimeSpan, int>", "new() { [TimeSpan.FromTicks(5)] = 1 }"), new("Dictionary<Uri, int>", "new() { [new Uri(\"http://x/\")] = 1 }"), new("Dictionary<char, int>", "new() { ['x'] = 1 }"), new("Dictionary<decimal, int>", "new() { [1.50m] = 1 }"), new("Dictionary<DateTimeOffset, int>", "new() { [new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(7)] = 1 }"),
        new("SortedDictionary<int, string>", "new() { [2] = \"b\" }"), new("SortedList<string, int>", "new() { [\"b\"] = 2 }"), new("ConcurrentDictionary<string, int>", "new(new Dictionary<string, int> { [\"k\"] = 1 })"), new("ConcurrentQueue<int>", "new(new[] { 1, 2 })"), new("OrderedDictionary<string, int>", "new() { [\"b\"] = 1, [\"a\"] = 2 }"),
        new("ImmutableArray<int>", "[1, 2]"), new("ImmutableList<string>", "[\"a\"]"), new("ImmutableHashSet<int>", "[2, 1]"), new("ImmutableSortedSet<int>", "[2, 1]"), new("ImmutableQueue<int>", "[1, 2]"), new("IImmutableList<int>", "[1, 2]"), new("IImmutableSet<int>", "ImmutableHashSet.Create(1, 2)"),
        new("ImmutableDictionary<string, int>", "ImmutableDictionary<string, int>.Empty.Add(\"a\", 1)"), new("ImmutableSortedDictionary<string, int>", "ImmutableSortedDictionary<string, int>.Empty.Add(\"b\", 1).Add(\"a\", 2)"), new("IImmutableDictionary<string, int>", "ImmutableDictionary<string, int>.Empty.Add(\"a\", 1)"),
        new("Memory<byte>", "new byte[] { 1, 2 }"), new("ReadOnlyMemory<byte>", "new byte[] { 1 }"), new("ReadOnlyMemory<int>", "new[] { 1, 2 }"), new("KeyValuePair<string, int>", "new(\"k\", 1)"), new("Tuple<int, string>", "Tuple.Create(1, \"x\")"), new("IReadOnlyList<KeyValuePair<int, string>>", "[new(1, \"a\")]"),
        new("JsonElement", "JsonSerializer.SerializeToElement(new { a = new object?[] { 1, null, \"x\" } })"), new("JsonElement?", "null"), new("JsonNode?", "null"), new("JsonNode?", "JsonValue.Create(5)"), new("JsonObject", "new() { [\"a\"] = 1 }"), new("JsonArray", "new(1, \"b\")"), new("JsonObject?", "null"),
        new("Dictionary<string, List<int>>", "new() { [\"a\"] = new() { 1 } }"), new("Dictionary<string, string>?", "null"), new("List<List<string>>", "new() { new() { \"a\" } }"), new("List<int>?", "null"), new("IReadOnlyDictionary<string, IReadOnlyList<decimal>>", "new Dictionary<string, IReadOnlyList<decimal>> { [\"x\"] = [1.0m] }"),
    ];

    public static readonly IReadOnlyList<Sample> Unusual =
    [
        new("object", "5"), new("(int, string)", "(1, \"a\")"), new("Action", "() => { }"), new("Stack<int>", "new(new[] { 1, 2 })"), new("ImmutableStack<int>", "[1, 2]"), new("ConcurrentStack<int>", "new(new[] { 1, 2 })"), new("ConcurrentBag<int>", "new(new[] { 1, 2 })"),
        new("int[,]", "new[,] { { 1, 2 } }"), new("System.Numerics.BigInteger", "12345"), new("Range", "1..4"), new("Index", "^1"), new("FrozenDictionary<string, int>", "new Dictionary<string, int> { [\"a\"] = 1 }.ToFrozenDictionary()"), new("FrozenSet<int>", "new[] { 1 }.ToFrozenSet()"),
        new("ReadOnlyCollection<int>", "new(new[] { 1 })"), new("ReadOnlyDictionary<string, int>", "new(new Dictionary<string, int> { [\"a\"] = 1 })"), new("StringBuilder", "new(\"abc\")"), new("IReadOnlySet<int>", "new HashSet<int> { 1 }"), new("ILookup<string, int>", "new[] { 1 }.ToLookup(i => \"o\")"), new("ArraySegment<int>", "new(new[] { 1, 2, 3 }, 1, 2)"),
        new("Type", "typeof(int)"), new("IntPtr", "5"), new("System.Numerics.Complex", "new(1, 2)"), new("Rune", "new Rune('x')"), new("System.Globalization.CultureInfo", "System.Globalization.CultureInfo.InvariantCulture"), new("System.Collections.BitArray", "new(new[] { true, false })"), new("Lazy<int>", "new(5)"),
        new("PriorityQueue<int, int>", "new()"), new("IEnumerable", "new[] { 1 }"), new("IList", "new List<object> { 1 }"), new("ArrayList", "new() { 1 }"), new("Hashtable", "new() { [\"a\"] = 1 }"), new("Dictionary<object, int>", "new() { [\"a\"] = 1 }"), new("Dictionary<string, object>", "new() { [\"a\"] = 1 }"), new("List<object>", "new() { 1 }"),
        new("System.Text.RegularExpressions.Regex", "new(\"a\")"), new("Exception", "new InvalidOperationException(\"x\")"), new("Stream", "new MemoryStream(new byte[] { 1 })"), new("CancellationTokenSource", "new()"), new("System.Numerics.Vector2", "new(1, 2)"), new("IEqualityComparer<int>", "EqualityComparer<int>.Default"),
        new("IGrouping<int, int>", "new[] { 1 }.GroupBy(i => i).First()"), new("WeakReference", "new(null)"), new("Func<int>", "() => 1"), new("IComparable", "1"), new("IFormattable", "1"), new("Encoding", "Encoding.UTF8"), new("Dictionary<int[], int>", "new()"), new("BlockingCollection<int>", "new() { 1 }"), new("IAsyncEnumerable<int>", "null!"), new("ValueTuple<int>", "new(1)"), new("dynamic", "5"), new("Array", "new[] { 1 }"),
        new("System.Net.IPAddress", "System.Net.IPAddress.Loopback"), new("System.Drawing.Color", "System.Drawing.Color.Red"), new("System.Diagnostics.Stopwatch", "System.Diagnostics.Stopwatch.StartNew()"), new("EventArgs", "EventArgs.Empty"), new("ITuple", "(1, 2)"), new("nuint", "5"), new("Nullable<(int, int)>", "(1, 2)"),
    ];
}
