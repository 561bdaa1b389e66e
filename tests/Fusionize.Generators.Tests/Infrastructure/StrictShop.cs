namespace Fusionize.Generators.Tests.Infrastructure;

/// <summary>A task whose parameter wants to be read otherwise than types are read by default, by attributes of System.Text.Json.</summary>
internal static class StrictShop
{
    public const string Source = """
        using System.Text.Json.Serialization;
        using System.Threading.Tasks;
        using Fusionize;

        [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow), JsonNumberHandling(JsonNumberHandling.Strict)]
        public sealed record Order([property: JsonPropertyName("order_id")] string Id, int Count = 1);

        public static class Shop
        {
            [FusionTask(Entry = true)] public static Task<string> Buy(Order order) => Task.FromResult($"{order.Count} for {order.Id}");
        }
        """;

    /// <summary>An order's JSON; the answer, a JSON string, or what its refusal says.</summary>
    public static TheoryData<string, string> Requests =>
        new()
        {
            { """{"order_id":"a","count":2}""", "\"2 for a\"" },
            { """{"ORDER_ID":"a"}""", "\"1 for a\"" },
            { """{"id":"a","count":2}""", "can't be read at $.id: there is no such member" },
            { """{"order_id":"a","cuont":2}""", "can't be read at $.cuont: there is no such member" },
            { """{"order_id":"a","count":"2"}""", "$.count: a whole number from -2147483648 to 2147483647 is expected, and text was found" },
        };
}
