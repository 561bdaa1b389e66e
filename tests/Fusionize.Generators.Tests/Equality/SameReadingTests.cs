using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Testing;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>A function and the test library read the same values from a request.</summary>
public sealed class SameReadingTests
{
    [Theory]
    [InlineData("class Query { public int Top { get; init; } = 10; public string? Name { get; init; } = \"x\"; SHOW }", "0 null")]
    [InlineData("class Query { public int Top { get; set; } = 10; public string? Name { get; set; } = \"x\"; SHOW }", "10 x")]
    [InlineData(
        "class Query { public Query() { Top = 10; Name = \"x\"; } public int Top { get; init; } public string? Name { get; set; } SHOW }",
        "0 x"
    )]
    [InlineData("record Query(int Top = 10) { public string? Name { get; init; } = \"x\"; SHOW }", "10 null")]
    [InlineData("class Base { public int Top { get; init; } = 10; } class Query : Base { public string? Name { get; set; } = \"x\"; SHOW }", "0 x")]
    [InlineData("record struct Query() { public int Top { get; init; } = 10; public string? Name { get; init; } = \"x\"; SHOW }", "0 null")]
    public async Task A_member_that_a_request_leaves_out_has_the_same_value(string declaration, string expected)
    {
        const string Show = "public string Show() => $\"{Top} {Name ?? \"null\"}\";";
        var types = declaration.Replace(" class Query", " public class Query", StringComparison.Ordinal);
        var source = $$"""
            using System.Threading.Tasks;
            using Fusionize;

            public static class Tasks
            {
                [FusionTask(Entry = true)] public static Task<string> Ask(Query query) => Task.FromResult(query.Show());
            }

            public {{types.Replace("SHOW", Show, StringComparison.Ordinal)}}
            """;
        var function = Loaded.Of(source, ["Ask"], ["Ask"]);
        Assert.Equal($"\"{expected}\"", await function.Send("{}"));
        using var app = new OnDisk(App.Of(source).Build());
        await using var running = await FusionizedApp.StartAsync(app.Assembly, "all in one");
        Assert.Equal($"\"{expected}\"", await running.SendAsync("Ask", "{}"));
    }

    [Fact]
    public async Task A_member_that_a_copy_leaves_out_has_the_same_value()
    {
        const string Source = """
            using System.Text.Json.Serialization;
            using System.Threading.Tasks;
            using Fusionize;

            public sealed class Query
            {
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Name { get; init; } = "x";
                [JsonIgnore] public string Ignored { get; init; } = "y";
                public int Count { get; set; } = 1;
            }

            public static class Tasks
            {
                [FusionTask(Entry = true)] public static Task<string> Run() => Take(new Query { Name = null, Ignored = "z" });

                [FusionTask, IsolateByCopying]
                public static Task<string> Take(Query query) => Task.FromResult($"{query.Name ?? "null"} {query.Ignored} {query.Count}");
            }
            """;
        var function = Loaded.Of(Source, ["Run", "Take"], ["Run"]);
        function.Dispatcher.Connect();
        var expected = await function.SendInInvocation("{}");
        Assert.StartsWith("\"null ", expected, StringComparison.Ordinal);
        using var app = new OnDisk(App.Of(Source).Build());
        foreach (var setup in new[] { "all in one", "all separate" })
        {
            await using var running = await FusionizedApp.StartAsync(app.Assembly, setup);
            Assert.Equal(expected, await running.SendAsync("Run", "{}"));
        }
    }
}
