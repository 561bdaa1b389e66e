using System.Text.Json;
using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Testing;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>The same depth of a value is too deep wherever it is read or written.</summary>
public sealed class SameDepthTests
{
    private const string Source = """
        using System;
        using System.Threading.Tasks;
        using Fusionize;

        #pragma warning disable FZ0013
        public sealed class Node { public Node? Next { get; set; } }

        public static class Tasks
        {
            private static Node? Chain(int depth)
            {
                Node? chain = null;
                for (var i = 0; i < depth; i++)
                    chain = new Node { Next = chain };
                return chain;
            }

            private static int Depth(Node? node)
            {
                var depth = 0;
                for (; node is not null; node = node.Next)
                    depth++;
                return depth;
            }

            [FusionTask(Entry = true)] public static Task<string> Take(Node? node) => Task.FromResult($"{Depth(node)}");
            [FusionTask, IsolateByCopying] public static Task<string> TakeCopy(Node? node) => Task.FromResult($"{Depth(node)}");
            [FusionTask(Entry = true)] public static Task<Node?> Give(int depth) => Task.FromResult(Chain(depth));
            [FusionTask, IsolateByCopying] public static Task<Node?> GiveCopy(int depth) => Task.FromResult(Chain(depth));

            [FusionTask(Entry = true)] public static Task<string> CallTake(int depth) => Try(() => Take(Chain(depth)));
            [FusionTask(Entry = true)] public static Task<string> CallTakeCopy(int depth) => Try(() => TakeCopy(Chain(depth)));
            [FusionTask(Entry = true)] public static Task<string> CallGive(int depth) => Try(async () => $"{Depth(await Give(depth))}");
            [FusionTask(Entry = true)] public static Task<string> CallGiveCopy(int depth) => Try(async () => $"{Depth(await GiveCopy(depth))}");

            private static async Task<string> Try(Func<Task<string>> call)
            {
                try
                {
                    return await call();
                }
                catch (TaskFailedException)
                {
                    return "too deep";
                }
            }
        }
        """;

    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 2000 };

    [Fact]
    public async Task A_thousand_levels_are_carried_everywhere_and_one_more_nowhere()
    {
        var function = Loaded.Of(Source, ["Take", "Give"], ["Take", "Give"]);
        using var app = new OnDisk(App.Of(Source).Build());
        await using var separate = await FusionizedApp.StartAsync(app.Assembly, "all separate");
        await using var together = await FusionizedApp.StartAsync(app.Assembly, "all in one");
        var seen = new List<string>();
        foreach (var depth in (int[])[998, 999, 1000, 1001, 1002, 1003])
        {
            var value = string.Concat(Enumerable.Repeat("{\"next\":", depth)) + "null" + new string('}', depth);
            var envelope = $$$"""{"fusionize":1,"task":"Take","args":{"node":{{{value}}}}}""";
            (string Form, Func<Task<string>> Run)[] forms =
            [
                ("plain request to a function", () => Task.FromResult(function.Run(value, "Take"))),
                ("plain request in a test", () => separate.SendAsync("Take", value)),
                ("arguments to a function", () => Task.FromResult(function.Run(envelope, "Take"))),
                ("arguments in a test", () => separate.SendAsync("Take", envelope)),
                ("invocation in a test", () => separate.InvokeAsync<string>("Take", new { node = JsonElement.Parse(value, s_deep) })),
                ("result of a function", async () => Depth(await Task.Run(() => function.Run($"{depth}", "Give")))),
                ("result in a test", async () => Depth(await separate.SendAsync("Give", $"{depth}"))),
                ("remote argument", () => separate.InvokeAsync<string>("CallTake", new { depth })),
                ("copied argument", () => together.InvokeAsync<string>("CallTakeCopy", new { depth })),
                ("remote result", () => separate.InvokeAsync<string>("CallGive", new { depth })),
                ("copied result", () => together.InvokeAsync<string>("CallGiveCopy", new { depth })),
            ];
            foreach (var (form, run) in forms)
                seen.Add($"{depth} {form}: {await Said(run)}");
        }
        Assert.All(seen, s => Assert.EndsWith(int.Parse(s.Split(' ')[0], null) <= 1000 ? ": carried" : ": too deep", s, StringComparison.Ordinal));
    }

    private static async Task<string> Said(Func<Task<string>> run)
    {
        try
        {
            var answer = (await run()).Trim('"');
            return int.TryParse(answer, null, out _) ? "carried"
                : answer.Contains("errorType", StringComparison.Ordinal) ? "too deep"
                : answer;
        }
        catch (Exception e) when (e is TaskFailedException or JsonException)
        {
            return "too deep";
        }
    }

    private static string Depth(string answer) => answer.Contains("errorType", StringComparison.Ordinal) ? answer : $"{answer.Count(c => c == '{')}";
}
