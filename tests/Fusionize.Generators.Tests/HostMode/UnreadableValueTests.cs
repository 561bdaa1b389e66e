using Fusionize.CompilerServices;
using Fusionize.Generators.Tests.Infrastructure;

namespace Fusionize.Generators.Tests.HostMode;

/// <summary>What a request's sender is told of a value that can't be read: where, what is expected, and what was found.</summary>
public sealed class UnreadableValueTests
{
    private const string Source = """
        using System;
        using System.Collections.Generic;
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Threading.Tasks;
        using Fusionize;
        #pragma warning disable FZ0013, FZ0014

        public enum Size { Small, Large }
        public sealed record Line(string Item, int Quantity, Size Size, decimal? Price = null);
        public sealed record Order(
            List<Line> Lines, Dictionary<string, DateOnly>? Days = null, Shape? Shape = null, bool Urgent = false, byte Small = 0);
        [JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")] public abstract record Shape(string Name);
        public sealed record Circle(string Name, double Radius) : Shape(Name);
        public sealed record Square(string Name, Guid Id) : Shape(Name);
        public sealed record Usual(
            DateTimeOffset? At = null, TimeSpan? Span = null, byte[]? Bytes = null, Uri? Place = null, Version? Version = null, char? Letter = null,
            TimeOnly? Time = null, ulong? Long = null, int[]? Numbers = null, Own? Own = null, JsonElement? Any = null);
        [JsonConverter(typeof(OwnConverter))] public sealed record Own(int Value);
        public sealed class OwnConverter : JsonConverter<Own>
        {
            public override Own Read(ref Utf8JsonReader json, Type type, JsonSerializerOptions options) =>
                json.TokenType == JsonTokenType.Number ? new(json.GetInt32()) : throw new JsonException("Give it as a number.");
            public override void Write(Utf8JsonWriter json, Own value, JsonSerializerOptions options) => json.WriteNumberValue(value.Value);
        }
        public static class Tasks
        {
            [FusionTask(Entry = true)] public static Task<int> Buy(Order order) => Task.FromResult(order.Lines.Count);
            [FusionTask(Entry = true)] public static Task<int> See(Usual usual) => Task.FromResult(1);
            [FusionTask(Entry = true)] public static Task<int> Count(int number, string text = "") => Task.FromResult(number);
        }
        """;

    private static readonly Lazy<Loaded> s_loaded = new(() => Loaded.Of(Source, ["Buy", "See", "Count"], ["Buy", "See", "Count"]));

    private const string Line = """{"item":"x","quantity":1,"size":0}""";

    [Theory]
    [InlineData("Buy", """{"order":7}""", "'order' of task 'Buy' can't be read at $: an object is expected, and a number was found")]
    [InlineData("Buy", """{"order":[]}""", "$: an object is expected, and an array was found")]
    [InlineData("Buy", """{"order":{"lines":{}}}""", "$.lines: an array is expected, and an object was found")]
    [InlineData("Buy", """{"order":{"lines":[1]}}""", "$.lines[0]: an object is expected, and a number was found")]
    [InlineData(
        "Buy",
        """{"order":{"lines":[LINE,{"item":"x","quantity":"two","size":0}]}}""",
        "$.lines[1].quantity: a whole number from -2147483648 to 2147483647 is expected, and text was found"
    )]
    [InlineData(
        "Buy",
        "{\"order\":\n{\"lines\":[\n  LINE,\n  {\"item\":\"x\",\n   \"quantity\": 1.5,\"size\":0}]}}",
        "$.lines[1].quantity: a whole number from -2147483648 to 2147483647 is expected, and a number was found"
    )]
    [InlineData("Buy", """{"order":{"lines":[],"small":300}}""", "$.small: a whole number from 0 to 255 is expected, and a number was found")]
    [InlineData("Buy", """{"order":{"lines":[{"item":1,"quantity":1,"size":0}]}}""", "$.lines[0].item: text is expected, and a number was found")]
    [InlineData(
        "Buy",
        """{"order":{"lines":[{"item":"x","quantity":1,"size":"huge"}]}}""",
        "$.lines[0].size: a value of an enumeration is expected, and text was found"
    )]
    [InlineData(
        "Buy",
        """{"order":{"lines":[{"item":"x","quantity":1,"size":0,"price":true}]}}""",
        "$.lines[0].price: a number is expected, and true or false was found"
    )]
    [InlineData("Buy", """{"order":{"lines":[],"urgent":"yes"}}""", "$.urgent: true or false is expected, and text was found")]
    [InlineData(
        "Buy",
        """{"order":{"lines":[],"days":{"a b":"soon"}}}""",
        "$.days['a b']: a date (2026-01-31) is expected, and text was found"
    )]
    [InlineData("Buy", """{"order":{"lines":[],"days":[]}}""", "$.days: an object is expected, and an array was found")]
    [InlineData(
        "Buy",
        """{"order":{"lines":[],"shape":{"name":"x","$type":"circle","radius":1}}}""",
        "$.shape.$type: it must be the object's first member"
    )]
    [InlineData("Buy", """{"order":{"lines":[],"shape":{"$type":"cube","name":"x"}}}""", "$.shape.$type: it names no known type")]
    [InlineData("Buy", """{"order":{"lines":[],"shape":{"name":"x","radius":1}}}""", "$.shape: missing '$type', which says of which type it is")]
    [InlineData(
        "Buy",
        """{"order":{"lines":[],"shape":{"$type":"square","name":"x","id":"1"}}}""",
        "$.shape.id: a UUID is expected, and text was found"
    )]
    [InlineData(
        "Buy",
        """{"order":{"lines":[],"shape":{"$type":"circle","name":"x","radius":{}}}}""",
        "$.shape.radius: a number is expected, and an object"
    )]
    [InlineData("See", """{"usual":{"at":"now"}}""", "$.at: a date with time (2026-01-31T13:45:00Z) is expected, and text was found")]
    [InlineData("See", """{"usual":{"span":"long"}}""", "$.span: a duration (1.13:45:00) is expected, and text was found")]
    [InlineData("See", """{"usual":{"bytes":"%"}}""", "$.bytes: text in base64 is expected, and text was found")]
    [InlineData("See", """{"usual":{"version":"x"}}""", "$.version: a version (1.2.3) is expected, and text was found")]
    [InlineData("See", """{"usual":{"letter":"xy"}}""", "$.letter: a single character is expected, and text was found")]
    [InlineData("See", """{"usual":{"time":"noon"}}""", "$.time: a time (13:45:00) is expected, and text was found")]
    [InlineData("See", """{"usual":{"long":-1}}""", "$.long: a whole number from 0 to 18446744073709551615 is expected, and a number was found")]
    [InlineData(
        "See",
        """{"usual":{"numbers":[1,null]}}""",
        "$.numbers[1]: a whole number from -2147483648 to 2147483647 is expected, and null was found"
    )]
    [InlineData("See", """{"usual":{"own":"x"}}""", "$.own: Give it as a number.")]
    [InlineData(
        "Count",
        """{"number":"0123456789012345678901234567890123456789x"}""",
        "and text was found"
    )]
    [InlineData(
        "Count",
        """{"text":"a","number":[]}""",
        "'number' of task 'Count' can't be read at $: a whole number from -2147483648 to 2147483647"
    )]
    public async Task Says_where_and_what(string task, string arguments, string says)
    {
        var request = $$$"""{"fusionize":1,"task":"{{{task}}}","args":{{{arguments.Replace("LINE", Line, StringComparison.Ordinal)}}}}""";
        var error = await Assert.ThrowsAsync<InvalidRequestException>(() => s_loaded.Value.Send(request));
        Assert.True(error.Message.Contains(says, StringComparison.Ordinal), error.Message);
        Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal);
    }
}
