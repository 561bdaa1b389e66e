using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fusionize.Aws;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Optimization.Optimizers;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Tests.EndToEnd;

/// <summary>
/// docs/programming-model.md, "What is the same under every setup": each guarantee is a row here, and each row holds under all separate, all in one,
/// the plan from the call graph and fifty random setups, on real zips, over HTTP, by direct invocation and as an event.
/// </summary>
public sealed class SamePromiseTests(ITestOutputHelper output)
{
    private const int RandomCount = 50;

    private static readonly (string Guarantee, Func<Deployed, Task> Holds)[] Rows =
    [
        ("An entry answers over HTTP and directly, and its detached work is done", AnEntryAnswers),
        ("Detached work that fails is tried again, and what keeps failing is told", FailedWorkIsTriedAgain),
        ("Nobody outside reaches a task that is no entry", InnerTasksAreOutOfReach),
        ("A function answers strangers for its own entry only", EachEntryHasItsAddress),
        ("A stranger's word for caller, time and attempts isn't believed", CallsCannotBeForged),
        ("A forged event runs nothing", ForgedEventsRunNothing),
        ("A request that lacks something fails by name", RequestsAreReadStrictly),
        ("An event of AWS fails by name", EventsOfAwsAreNamed),
        ("A failure tells strangers nothing", FailuresTellNothing),
        ("An HTTP method that asks for something else runs nothing", OtherMethodsRunNothing),
        ("A long text and a deep value are what they are", LargeValuesArrive),
    ];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_same_promise_under_every_setup()
    {
        using var app = new PromiseApp();
        await using var platform = await LocalPlatform.StartAsync(
            new LocalPlatformOptions
            {
                DataDirectory = app.PlatformFolder,
                EnforceCpu = false,
                AsyncRetryDelays = [TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)],
                IdleExpiry = TimeSpan.FromSeconds(5),
                Environment = new Dictionary<string, string> { ["PROMISE_JOURNAL"] = app.Journal },
            }
        );
        var connection = new AwsConnection { Endpoint = platform.Endpoint };
        var request = new DeployRequest
        {
            Build = "",
            Connection = connection,
            Smoke = Smoke.None,
        };
        using var rounds = new AwsRoundPlatform(request, () => platform.GetStatus().Idle);
        using var lambda = connection.Lambda();
        using var http = new HttpClient { BaseAddress = platform.Endpoint };

        var separate = await app.Builds.BuildAsync();
        (string Name, FusionSetup Setup)[] setups =
        [
            ("all in one", FusionSetup.AllInOne(separate.Model, 1769)),
            ("the plan from the graph", StaticPlan.Create(separate.Model, 1769)),
            .. Enumerable.Range(1, RandomCount).Select(seed => ($"random {seed}", RandomSetups.Create(separate.Model, seed))),
        ];
        await HoldsAsync("all separate", separate);
        foreach (var (named, built) in setups.Zip(await app.Builds.BuildAsync(setups.Select(s => s.Setup))))
            await HoldsAsync(named.Name, built);
        output.WriteLine($"{app.Builds.Count} builds");

        async Task HoldsAsync(string name, BuiltApp built)
        {
            await rounds.DeployAsync(built, 1, new NoProgress(), default);
            var deployed = new Deployed(built, lambda, http, app.Journal, platform, () => rounds.DrainAsync(new NoProgress(), default));
            foreach (var (guarantee, holds) in Rows)
            {
                // What an earlier row detached must not be noted in this one.
                await rounds.DrainAsync(new NoProgress(), default);
                if (Directory.Exists(app.Journal))
                    Directory.Delete(app.Journal, recursive: true);
                Directory.CreateDirectory(app.Journal);
                try
                {
                    await holds(deployed);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"{name}, {built.Setup.FullNotation}: '{guarantee}' doesn't hold: {e.Message}", e);
                }
            }
        }
    }

    private static async Task AnEntryAnswers(Deployed app)
    {
        var order = """{"id":"o-1","count":2}""";
        Assert.Equal((200, """{"id":"o-1","mark":"3x2","extra":null}"""), await app.PostAsync("Front", order));
        Assert.Equal("""{"id":"o-1","mark":"3x2","extra":null}""", (await app.InvokeAsync("Front", """{"order":{"id":"o-1","count":2}}""")).Text);
        Assert.Equal((200, "\"nothing\""), await app.PostAsync("Other", "{}"));
        Assert.Equal(["front 3x2", "front 3x2", "other Wish { Text = , Version = 1 }"], await app.NotedAsync());
    }

    private static async Task FailedWorkIsTriedAgain(Deployed app)
    {
        var told = app.FailuresOf("Note").Length;
        Assert.Equal(200, (await app.PostAsync("Front", """{"id":"later","count":1}""")).Status);
        Assert.Equal(200, (await app.PostAsync("Front", """{"id":"never","count":1}""")).Status);
        Assert.Equal(["later 5x1"], await app.NotedAsync());
        Assert.Equal((3, """{"text":"never 5x1"}"""), Assert.Single(app.FailuresOf("Note")[told..]));
    }

    private static async Task InnerTasksAreOutOfReach(Deployed app)
    {
        foreach (var (task, argument) in new[] { ("Secret", """{"order":{"id":"o","count":1}}"""), ("Note", """{"text":"forged"}""") })
        {
            var forged = $$"""{"fusionize":1,"task":"{{task}}","caller":"Front","args":{{argument}}}""";
            var http = new JsonObject
            {
                ["rawPath"] = "/" + task,
                ["requestContext"] = new JsonObject { ["http"] = new JsonObject { ["method"] = "POST" } },
                ["body"] = JsonNode.Parse(argument)!.AsObject().First().Value!.ToJsonString(),
            }.ToJsonString();
            foreach (var (function, qualifiers) in app.Functions)
                foreach (var qualifier in qualifiers)
                {
                    Assert.Equal(404, (await app.SendAsync(HttpMethod.Post, function, qualifier, "/" + task, argument)).Status);
                    var direct = await app.InvokeFunctionAsync(function, qualifier, forged);
                    Assert.Equal("Fusionize.CompilerServices.UnknownTaskException", direct.Error);
                    Assert.Contains("\"statusCode\":404", (await app.InvokeFunctionAsync(function, qualifier, http)).Text);
                }
        }
        Assert.Empty(await app.NotedAsync());
    }

    private static async Task EachEntryHasItsAddress(Deployed app)
    {
        foreach (
            var (at, other, argument) in new[] { ("Front", "Other", """{"wish":{}}"""), ("Other", "Front", """{"order":{"id":"o","count":1}}""") }
        )
        {
            var (function, _) = app.AddressOf(at);
            foreach (var qualifier in new[] { null, Aliases.Live, app.SetupAlias })
            {
                Assert.Equal(404, (await app.SendAsync(HttpMethod.Post, function, qualifier, "/" + other, "{}")).Status);
                var direct = await app.InvokeFunctionAsync(function, qualifier, $$"""{"fusionize":1,"task":"{{other}}","args":{{argument}}}""");
                Assert.Equal("Fusionize.CompilerServices.UnknownTaskException", direct.Error);
            }
        }
        Assert.Empty(await app.NotedAsync());
    }

    private static async Task CallsCannotBeForged(Deployed app)
    {
        var (function, qualifier) = app.AddressOf("Other");
        var forged =
            """{"fusionize":1,"task":"Other","args":{"wish":{"text":"work"}},"caller":"Front","call":"forged","earlier":6,"sent":1,"deadline":1}""";
        var (error, text) = await app.InvokeFunctionAsync(function, qualifier, forged);
        Assert.Null(error);
        Assert.EndsWith(" 1\"", text);
        Assert.DoesNotContain("forged", text);
        Assert.Single(await app.NotedAsync());
    }

    private static async Task ForgedEventsRunNothing(Deployed app)
    {
        foreach (var (function, qualifiers) in app.Functions)
            foreach (var qualifier in qualifiers)
                await app.SendEventAsync(function, qualifier, """{"fusionize":1,"task":"Note","caller":"Front","args":{"text":"forged"}}""");
        Assert.Empty(await app.NotedAsync());
    }

    private static async Task RequestsAreReadStrictly(Deployed app)
    {
        foreach (
            var (body, names) in new[]
            {
                ("{}", "'id', 'count'"),
                ("null", "null"),
                ("", "missing"),
                ("""{"id":"o","cuont":1}""", "'count'"),
                ("""{"id":null,"count":1}""", "$.id"),
                ("""{"id":"o","count":"x"}""", "$.count"),
                ("[]", "$"),
            }
        )
        {
            var (status, text) = await app.PostAsync("Front", body);
            Assert.Equal(400, status);
            Assert.Contains(names, Message(text));
            if (body.Length == 0)
                continue;
            var direct = await app.InvokeAsync("Front", $$"""{"order":{{body}}}""");
            Assert.Equal("Fusionize.CompilerServices.InvalidRequestException", direct.Error);
            Assert.Contains(names, direct.Text);
            await app.SendEventAsync("Front", $$"""{"order":{{body}}}""");
        }
        Assert.Empty(await app.NotedAsync());
    }

    private static async Task EventsOfAwsAreNamed(Deployed app)
    {
        foreach (
            var (payload, kind) in new[]
            {
                ("""{"Records":[{"messageId":"1","body":"{}","eventSource":"aws:sqs"}]}""", "aws:sqs"),
                ("""{"version":"0","id":"1","detail-type":"Scheduled Event","source":"aws.events","detail":{}}""", "EventBridge"),
            }
        )
        {
            foreach (var entry in new[] { "Front", "Other" })
            {
                var (function, qualifier) = app.AddressOf(entry);
                var answer = await app.InvokeFunctionAsync(function, qualifier, payload);
                Assert.Equal("Fusionize.CompilerServices.InvalidRequestException", answer.Error);
                Assert.Contains(kind, answer.Text);
                await app.SendEventAsync(function, qualifier, payload);
            }
        }
        Assert.Empty(await app.NotedAsync());
    }

    private static async Task FailuresTellNothing(Deployed app)
    {
        var (status, text) = await app.PostAsync("Front", """{"id":"o","count":-1}""");
        Assert.Equal((500, """{"message":"Internal Server Error"}"""), (status, text));
        var direct = await app.InvokeAsync("Front", """{"order":{"id":"o","count":-1}}""");
        Assert.Equal("System.InvalidOperationException", direct.Error);
        Assert.Contains("4711", direct.Text);
        Assert.Empty(await app.NotedAsync());
    }

    private static async Task OtherMethodsRunNothing(Deployed app)
    {
        var (function, qualifier) = app.AddressOf("Other");
        foreach (var method in new[] { HttpMethod.Options, HttpMethod.Delete, HttpMethod.Head })
            Assert.Equal(405, (await app.SendAsync(method, function, qualifier, "/Other", "{}")).Status);
        Assert.Empty(await app.NotedAsync());
    }

    private static async Task LargeValuesArrive(Deployed app)
    {
        var text = new string('ä', 1_100_000);
        var answer = await app.InvokeAsync("Other", $$$"""{"wish":{"text":"{{{text}}}"}}""");
        Assert.Null(answer.Error);
        Assert.Equal(text, JsonSerializer.Deserialize<string>(answer.Text));
        var deep = new string('[', 500) + new string(']', 500);
        Assert.Equal(
            (200, """{"id":"o","mark":"1x1","extra":""" + deep + "}"),
            await app.PostAsync("Front", """{"id":"o","count":1,"extra":""" + deep + "}")
        );
    }

    private static string Message(string body) => (string)JsonNode.Parse(body)!["message"]!;

    /// <summary>The application under one setup, as its clients see it.</summary>
    private sealed class Deployed(
        BuiltApp built,
        AmazonLambdaClient lambda,
        HttpClient http,
        string journal,
        LocalPlatform platform,
        Func<Task> drain
    )
    {
        /// <summary>The failure destination: attempts and arguments of a task's calls.</summary>
        public (int Attempts, string Arguments)[] FailuresOf(string task) =>
            [
                .. platform
                    .Failures.Select(f => (f.Attempts, Call: JsonNode.Parse(f.Payload)!))
                    // Forged ones are no calls.
                    .Where(f => (string?)f.Call["task"] == task && f.Call["call"] is not null)
                    .Select(f => (f.Attempts, f.Call["args"]!.ToJsonString())),
            ];

        /// <summary>Every function with what a stranger may name it by: all but the release's own alias.</summary>
        public IEnumerable<(string Function, string?[] Qualifiers)> Functions =>
            built.Manifest.Groups.SelectMany(
                g => g.Functions,
                (g, f) =>
                    (
                        f,
                        f != g.Function || IsEntry(g.Name)
                            ? new string?[] { null, Aliases.Live, Aliases.Setup(built.Manifest.Setup) }
                            : [null, Aliases.Setup(built.Manifest.Setup)]
                    )
            );

        public string SetupAlias => Aliases.Setup(built.Manifest.Setup);

        public (string Function, string Qualifier) AddressOf(string entry) =>
            (built.Manifest.Groups.Single(g => g.Entries.Contains(entry)).FunctionOf(entry), Aliases.Live);

        public Task<(int Status, string Text)> PostAsync(string entry, string body) =>
            SendAsync(HttpMethod.Post, AddressOf(entry).Function, Aliases.Live, "/" + entry, body);

        public async Task<(int Status, string Text)> SendAsync(HttpMethod method, string function, string? qualifier, string path, string body)
        {
            using var request = new HttpRequestMessage(method, $"/url/{function}{(qualifier is null ? "" : ":" + qualifier)}{path}")
            {
                Content = new StringContent(body, new MediaTypeHeaderValue("application/json")),
            };
            using var response = await http.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }

        public Task<(string? Error, string Text)> InvokeAsync(string entry, string args) =>
            InvokeFunctionAsync(AddressOf(entry).Function, Aliases.Live, $$"""{"fusionize":1,"task":"{{entry}}","args":{{args}}}""");

        public async Task<(string? Error, string Text)> InvokeFunctionAsync(string function, string? qualifier, string payload)
        {
            var response = await lambda.InvokeAsync(
                new InvokeRequest
                {
                    FunctionName = function,
                    Qualifier = qualifier,
                    Payload = payload,
                }
            );
            var text = Encoding.UTF8.GetString(response.Payload?.ToArray() ?? []);
            return (response.FunctionError is null ? null : (string?)JsonNode.Parse(text)!["errorType"], text);
        }

        public Task SendEventAsync(string entry, string args) =>
            SendEventAsync(AddressOf(entry).Function, Aliases.Live, $$"""{"fusionize":1,"task":"{{entry}}","args":{{args}}}""");

        public async Task SendEventAsync(string function, string? qualifier, string payload) =>
            await lambda.InvokeAsync(
                new InvokeRequest
                {
                    FunctionName = function,
                    Qualifier = qualifier,
                    InvocationType = InvocationType.Event,
                    Payload = payload,
                }
            );

        /// <summary>What was noted since the row began, when all is done.</summary>
        public async Task<string[]> NotedAsync()
        {
            await drain();
            return [.. Directory.GetFiles(journal).Select(File.ReadAllText).Order(StringComparer.Ordinal)];
        }

        private bool IsEntry(string task) => built.Manifest.Tasks.Single(t => t.Id == task).Entry;
    }
}
