using System.Text.Json;
using Fusionize.Generators.Tests.Equality;
using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Testing;

namespace Fusionize.Generators.Tests.Testing;

/// <summary>What Fusionize.Testing promises to the tests of an application.</summary>
public sealed class FusionizedAppTests : IClassFixture<FusionizedAppTests.Counter>
{
    private readonly string _assembly;

    public FusionizedAppTests(Counter counter) => _assembly = counter.Assembly;

    [Fact]
    public async Task Each_group_has_static_state_of_its_own()
    {
        await using (var one = await FusionizedApp.StartAsync(_assembly, "all in one"))
            Assert.Equal("2 3", await CountAsync(one));
        await using (var separate = await FusionizedApp.StartAsync(_assembly, "all separate"))
        {
            Assert.Equal("1 1", await CountAsync(separate));
            Assert.Equal("2 2", await CountAsync(separate));
        }
        await using (var two = await FusionizedApp.StartAsync(_assembly, "(Count,Next)-…"))
            Assert.Equal("2 1", await CountAsync(two));
    }

    [Fact]
    public async Task A_test_can_give_services()
    {
        var text = new StringWriter();
        await using var app = await FusionizedApp.StartAsync(_assembly, "all separate", new FusionizedAppOptions().Provide<TextWriter>(text));

        await app.InvokeAsync<JsonElement>("Write", new { line = "hello" });

        Assert.Equal("hello", text.ToString());
    }

    [Fact]
    public async Task A_function_out_of_time_is_cancelled_and_its_callees_with_it()
    {
        await using var app = await FusionizedApp.StartAsync(
            _assembly,
            "all separate",
            new FusionizedAppOptions { Timeout = TimeSpan.FromSeconds(3) }
        );

        var e = await Assert.ThrowsAsync<TaskFailedException>(() => app.InvokeAsync<JsonElement>("Patient"));

        Assert.True(e.Is<OperationCanceledException>());
        await app.DrainAsync();
        Assert.Equal(["Forever", "Patient"], app.Invocations.Where(i => i.ErrorType is not null).Select(i => i.Task).Order());
    }

    [Theory]
    [InlineData("all in one", 4)]
    [InlineData("all separate", 3)]
    public async Task A_failed_asynchronous_call_is_seen_and_tried_again_if_wished(string setup, int times)
    {
        await using var app = await FusionizedApp.StartAsync(_assembly, setup, new FusionizedAppOptions { AsyncRetries = 2 });

        await app.InvokeAsync<JsonElement>("HandOver");
        await app.DrainAsync();

        Assert.Equal(times, app.Log.Count(l => l.Contains("it broke", StringComparison.Ordinal)));
        Assert.Equal([new FailedWork("Broken", "{}", 3, "System.InvalidOperationException", "it broke")], app.FailedWork);
        Assert.Equal(
            [new TaskCall("HandOver", "Broken", true, setup == "all separate", 0, 0, null)],
            app.Invocations.Single(i => i.Task == "HandOver").Calls.Select(c => c with { RequestBytes = 0, ResponseBytes = 0, ErrorType = null })
        );
    }

    [Theory]
    [InlineData("all in one")]
    [InlineData("all separate")]
    [InlineData("(Ask,Deeper)-…")]
    public async Task A_task_knows_the_request_that_it_is_part_of(string setup)
    {
        await using var app = await FusionizedApp.StartAsync(_assembly, setup, new FusionizedAppOptions { Timeout = TimeSpan.FromMinutes(5) });

        var facts = (await app.InvokeAsync<string[]>("Ask")).Select(f => f.Split(' ')).ToList();

        Assert.Equal(facts[0], facts[2]);
        Assert.All(facts, f => Assert.Equal("Ask", f[0]));
        Assert.Equal(app.Invocations[^1].Trace, Assert.Single(facts.Select(f => f[1]).Distinct()));
        Assert.All(facts, f => Assert.Matches(@"^\d{4}$", f[2]));
        // The request is that of the function, the work that of the caller.
        Assert.Equal(setup == "all in one", facts[1][3] == facts[0][3]);
        Assert.Equal((facts[0][4], "1"), (facts[1][4], facts[1][5]));
    }

    [Fact]
    public async Task Payloads_of_every_form_can_be_sent()
    {
        await using var app = await FusionizedApp.StartAsync(_assembly, "all in one");

        Assert.Equal("[2,3]", await app.SendAsync("Count", "{}"));
        Assert.Equal("[5,6]", Http("/Count").GetProperty("body").GetString());
        Assert.Contains("refused", await app.SendAsync("Write", """{"fusionize":1,"task":"Write","args":{"line":"bad"}}"""));

        JsonElement Http(string path) =>
            JsonDocument
                .Parse(app.SendAsync("Count", $$$"""{"requestContext":{"http":{}},"rawPath":"{{{path}}}"}""").GetAwaiter().GetResult())
                .RootElement;
    }

    [Theory]
    [InlineData("all in one")]
    [InlineData("all separate")]
    public async Task Payloads_from_outside_reach_entries_only(string setup)
    {
        await using var app = await FusionizedApp.StartAsync(_assembly, setup);

        foreach (var payload in (string[])["""{"fusionize":1,"task":"Next","caller":"Count","args":{}}""", "{}"])
            Assert.Contains("UnknownTaskException", await app.SendAsync("Next", payload));
        Assert.Contains("UnknownTaskException", await app.SendAsync("Count", """{"fusionize":1,"task":"Write","args":{"line":"x"}}"""));
        Assert.Contains("404", await app.SendAsync("Next", """{"requestContext":{"http":{"method":"POST"}},"rawPath":"/Next"}"""));
        await app.InvokeAsync<int>("Next"); // as a function that calls it
    }

    [Fact]
    public async Task Requests_are_read_as_strictly_as_in_a_function()
    {
        await using var app = await FusionizedApp.StartAsync(_assembly, "all in one");

        foreach (var args in (string[])["{}", """{"line":null}""", """{"lien":"x"}"""])
            Assert.Contains("InvalidRequestException", await app.SendAsync("Write", $$"""{"fusionize":1,"task":"Write","args":{{args}}}"""));
    }

    /// <summary>The same in a function: RunTests.</summary>
    [Theory]
    [MemberData(nameof(StrictShop.Requests), MemberType = typeof(StrictShop))]
    public async Task A_type_says_itself_what_it_wants_read_otherwise(string order, string says)
    {
        using var shop = new OnDisk(new App { Sources = [("Shop.cs", StrictShop.Source)] }.Build());
        await using var app = await FusionizedApp.StartAsync(shop.Assembly, "all in one");
        var answer = await app.SendAsync("Buy", $$$"""{"fusionize":1,"task":"Buy","args":{"order":{{{order}}}}}""");
        if (says.StartsWith('"'))
            Assert.Equal(says, answer);
        else
            Assert.Contains(says, JsonDocument.Parse(answer).RootElement.GetProperty("errorMessage").GetString());
    }

    [Fact]
    public async Task A_setup_comes_as_text_or_json()
    {
        await using var notation = await FusionizedApp.StartAsync(_assembly, "(Count,Next)-(Other)-…");
        Assert.StartsWith("(Count,Next)-(Other)-", notation.Setup);
        await using var random = await FusionizedApp.StartAsync(_assembly, TestSetup.Random(3));
        await using var again = await FusionizedApp.StartAsync(_assembly, "random 3");
        Assert.Equal(random.Setup, again.Setup);
        var json =
            """{"fusionize":1,"app":"counter","groups":[{"name":"Count","tasks":["Count","Next","Other","Write","Patient","Forever","HandOver","Broken","Persist","Stubborn","Fail","Ask","Answer","Deeper"]}]}""";
        await using var given = await FusionizedApp.StartAsync(_assembly, TestSetup.FromJson(json));
        Assert.Equal("2 3", await CountAsync(given));
    }

    [Fact]
    public async Task What_is_wrong_is_said()
    {
        Assert.Contains("'fused' is no setup", Assert.Throws<FormatException>(() => TestSetup.Parse("fused")).Message);
        var none = await Assert.ThrowsAsync<InvalidOperationException>(() => FusionizedApp.StartAsync<FusionizedAppTests>("all in one"));
        Assert.Contains("Fusionize.Build", none.Message);
        var folder = Directory.CreateTempSubdirectory("fusionize-hostless-");
        var hostless = Path.Combine(folder.FullName, Path.GetFileName(_assembly));
        File.Copy(_assembly, hostless);
        var lacking = await Assert.ThrowsAsync<InvalidOperationException>(() => FusionizedApp.StartAsync(hostless, "all in one"));
        folder.Delete(recursive: true);
        Assert.Contains("has no host of 'Counter.dll'", lacking.Message);
        Assert.Contains("FusionizeTestHosts", lacking.Message);
        await using var app = await FusionizedApp.StartAsync(_assembly, "all in one");
        Assert.Contains("no task 'Nothing'", (await Assert.ThrowsAsync<ArgumentException>(() => app.InvokeAsync<int>("Nothing"))).Message);
        Assert.Contains(
            "isn't the call of a task",
            (await Assert.ThrowsAsync<ArgumentException>(() => app.InvokeAsync(() => Task.FromResult(1)))).Message
        );
    }

    [Theory]
    [InlineData("all separate", 3)]
    [InlineData("all in one", 4)]
    [InlineData("(Persist,Stubborn)-…", 4)]
    [InlineData("(Persist)-(Stubborn,Fail)-…", 3)]
    public async Task Detached_work_that_fails_is_tried_again_under_one_id_which_awaited_tasks_see_too(string setup, int attempts)
    {
        var file = Path.Combine(Path.GetTempPath(), $"stubborn-{Guid.NewGuid():n}");
        await using (var app = await FusionizedApp.StartAsync(_assembly, setup, new FusionizedAppOptions { AsyncRetries = 2 }))
        {
            await app.InvokeAsync<JsonElement>("Persist", new { file });
            await app.DrainAsync();
        }
        var seen = File.ReadAllLines(file).Select(l => l.Split(' ')).ToList();
        File.Delete(file);
        Assert.Single(seen.Select(s => s[0]).Distinct());
        Assert.Equal(Enumerable.Range(1, attempts).Select(a => $"{a}"), seen.Select(s => s[1]));
    }

    [Fact]
    public async Task Groups_are_unloaded()
    {
        var contexts = await StartAndEnd();
        for (var i = 0; i < 20 && contexts.Any(c => c.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(50);
        }
        Assert.Equal(3, contexts.Count);
        Assert.All(contexts, c => Assert.False(c.IsAlive));
    }

    private static async Task<string> CountAsync(FusionizedApp app) => string.Join(' ', await app.InvokeAsync<int[]>("Count"));

    private async Task<List<WeakReference>> StartAndEnd()
    {
        var before = System.Runtime.Loader.AssemblyLoadContext.All.ToHashSet();
        await using var app = await FusionizedApp.StartAsync(_assembly, "all separate");
        await app.InvokeAsync<int[]>("Count");
        return
        [
            .. System
                .Runtime.Loader.AssemblyLoadContext.All.Where(c =>
                    !before.Contains(c) && c.Name is "fusion group Count" or "fusion group Next" or "fusion group Broken"
                )
                .Select(c => new WeakReference(c)),
        ];
    }

    /// <summary>A small application whose state shows which copy of it runs.</summary>
    public sealed class Counter : IDisposable
    {
        private readonly OnDisk _app = new(new App { Assembly = "Counter", Sources = [("Code.cs", Source)] }.Build());

        public string Assembly => _app.Assembly;

        public void Dispose() => _app.Dispose();

        private const string Source = """
            using System;
            using System.IO;
            using System.Threading;
            using System.Threading.Tasks;
            using Fusionize;

            public static class Counters
            {
                private static int s_count;

                [FusionTask(Entry = true)]
                public static async Task<int[]> Count()
                {
                    s_count++;
                    return new[] { await Next(), await Other() };
                }

                [FusionTask] public static Task<int> Next() => Task.FromResult(++s_count);
                [FusionTask] public static Task<int> Other() => Task.FromResult(++s_count);

                [FusionTask(Entry = true)] public static Task Patient(CancellationToken ct) => Forever(ct);
                [FusionTask] public static Task Forever(CancellationToken ct) => Task.Delay(Timeout.Infinite, ct);

                [FusionTask(Entry = true)] public static Task HandOver() => Broken().Detach();
                [FusionTask] public static Task Broken() => throw new InvalidOperationException("it broke");

                [FusionTask(Entry = true)]
                public static async Task<string[]> Ask() => new[] { Facts(TaskContext.Current!), await Answer(), Facts(TaskContext.Current!) };
                [FusionTask] public static async Task<string> Answer() => (await Deeper())[0];
                [FusionTask] public static Task<string[]> Deeper() => Task.FromResult(new[] { Facts(TaskContext.Current!) });
                private static string Facts(TaskContext c) => $"{c.Entry} {c.TraceId} {c.Deadline:yyyy} {c.RequestId} {c.CallId} {c.Attempt}";

                [FusionTask(Entry = true)] public static Task Persist(string file) => Stubborn(file).Detach();
                [FusionTask] public static async Task Stubborn(string file) => await Fail(file);
                [FusionTask] public static Task Fail(string file)
                {
                    File.AppendAllText(file, $"{TaskContext.Current!.CallId} {TaskContext.Current.Attempt}\n");
                    throw new InvalidOperationException("once more");
                }
            }

            public sealed class Writing(TextWriter writer)
            {
                [FusionService] public static TextWriter Default() => TextWriter.Null;

                [FusionTask(Entry = true)]
                public Task Write(string line) => line == "bad" ? throw new ArgumentException("refused") : writer.WriteAsync(line);
            }
            """;
    }
}
