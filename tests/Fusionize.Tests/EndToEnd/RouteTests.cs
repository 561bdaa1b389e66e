using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;
using Fusionize.Aws;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Generators.Tests.Routes;
using Fusionize.Local;
using Fusionize.Rounds;
using Fusionize.Rounds.Load;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;
using Fusionize.Tests.Local.Http;
using Xunit.Abstractions;

namespace Fusionize.Tests.EndToEnd;

/// <summary>
/// docs/http.md on real zips: the same addresses and answers under each setup, at function URLs and at the HTTP API, and no code of it where no route
/// is. The exchanges are those that the generator's tests check on events and with the test library.
/// </summary>
public sealed partial class RouteTests(ITestOutputHelper output)
{
    private const string Corner = """

        namespace Corner
        {
            public sealed record Thing(string Id, string Name);

            public sealed record Wish([Required, StringLength(5)] string Customer, IReadOnlyList<string> Items);

            public static class Things
            {
                [FusionTask, HttpGet("/things/{id}")]
                public static async Task<HttpResult<Thing>> GetThing(string id, [FromQuery] int[] size, CancellationToken ct)
                {
                    var name = await NameOf(id, ct);
                    return name.Length == 0 ? HttpResult.NotFound() : new Thing(id, name + string.Concat(size));
                }

                [FusionTask, HttpDelete("/things/{key}")]
                public static Task RemoveThing(string key, CancellationToken ct) => Task.CompletedTask;

                [FusionTask, HttpPost("/wishes")]
                public static async Task<HttpResult<string>> MakeWish(Wish wish, [FromCookie] string? cart, CancellationToken ct) =>
                    HttpResult.Created("/wishes/1", await NameOf(wish.Customer, ct)).WithCookie(new HttpCookie("cart", cart + ";"));

                [FusionTask, SqsTrigger("wishes", BatchSize = 5)]
                public static async Task Fulfil(Wish wish, CancellationToken ct) => await NameOf(wish.Customer, ct);

                [FusionTask(Entry = true)]
                public static Task<string> NameOf(string id, CancellationToken ct) => id == "9"
                    ? throw new InvalidOperationException("the safe's number is 4711")
                    : Task.FromResult(id == "0" ? "" : "<" + id + ">");
            }
        }
        """;

    /// <summary>
    /// Set to a number to run all exchanges also all in one, all separate, and in that many random setups. By default one random setup has them,
    /// since each entry's function starts a process of its own.
    /// </summary>
    private const string Setups = "FUSIONIZE_ROUTE_SETUPS";

    private static readonly string[] s_ofThePlatform =
    [
        "date",
        "content-length",
        "connection",
        "x-amzn-requestid",
        "x-amzn-trace-id",
        "apigw-requestid",
        "transfer-encoding",
    ];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Routes_answer_the_same_in_every_setup_at_the_function_and_at_the_HTTP_API()
    {
        using var app = new SourceApp("corner", Shop.Source + Corner);
        await using var platform = await LocalPlatform.StartAsync(
            new LocalPlatformOptions { DataDirectory = app.PlatformFolder, EnforceCpu = false }
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
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = platform.Endpoint };
        var exchanges = HttpCase.Read(Path.Combine(Repository.Root, "tests/Fusionize.Generators.Tests/Routes/exchanges.txt")).ToList();
        var random = new Random((int)(TestSeed.WrittenTo(output) % int.MaxValue));

        await app.BeginWithAsync(First(random));
        var first = await app.Builds.BuildAsync();
        Assert.Equal(["Fulfil", "NameOf"], first.Manifest.Groups.Where(g => !Has(first, g.Zip, "Fusionize.Routing")).Select(g => g.Name));
        Assert.Equal(["Fulfil"], first.Manifest.Groups.Where(g => Has(first, g.Zip, "Fusionize.Events")).Select(g => g.Name));
        var trigger = Assert.Single(first.Manifest.Tasks.Single(t => t.Triggers is not null).Triggers!);
        Assert.Equal(("sqs", "wishes", 5), (trigger.Kind, trigger.Source, trigger.BatchSize));
        Assert.Equal(
            ["GET /things/{id}", "DELETE /things/{key}", "POST /wishes"],
            first.Manifest.Tasks.SelectMany(t => t.Routes ?? []).Select(r => $"{r.Method} {r.Template}").TakeLast(3)
        );
        var more = await app.Builds.BuildAsync(More(app.Builds.Model, random));
        foreach (var built in (BuiltApp[])[first, .. more, .. await app.Builds.BuildAsync([FusionSetup.AllInOne(app.Builds.Model, 1769)])])
        {
            await rounds.DeployAsync(built, 1, new NoProgress(), default);
            await CheckAsync(http, "/url/corner-GetThing:live", "/url/corner-MakeWish:live");
            await CheckAsync(http, "/corner", "/corner");
            await CheckAddressesAsync(http);
            await CheckInvocationsAsync(lambda);
            await CheckLoadAsync(rounds, built);
            if (built == first || more.Contains(built))
                await Parallel.ForEachAsync(exchanges, async (exchange, _) => await CheckAsync(platform.Endpoint, exchange, built.Setup.Notation));
        }
    }

    /// <summary>Half of the tasks with routes in a group each, and those without apart.</summary>
    private static FusionSetup First(Random random)
    {
        var tasks = Tasks().Matches(Shop.Source + Corner).Select(m => m.Groups["name"].Value).Where(t => t is not ("NameOf" or "Fulfil")).ToArray();
        random.Shuffle(tasks);
        string[][] others = [["NameOf"], ["Fulfil"]];
        return new("corner", [.. tasks.Chunk((tasks.Length + 1) / 2).Concat(others).Select(t => new FusionGroup(t[0], t, memoryMB: 1769))]);
    }

    private static IEnumerable<FusionSetup> More(AppModel model, Random random) =>
        int.TryParse(System.Environment.GetEnvironmentVariable(Setups), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ?
            [
                FusionSetup.AllInOne(model, 1770),
                new("corner", [.. model.Tasks.Select(t => new FusionGroup(t.Id, [t.Id], memoryMB: 1769))]),
                .. Enumerable.Range(0, count).Select(_ => RandomSetups.Create(model, random.Next())),
            ]
            : [];

    private static async Task CheckAsync(Uri endpoint, HttpCase exchange, string setup)
    {
        await CheckAsync(endpoint, $"/url/corner-{exchange.Task}:live", exchange, setup);
        // At the address of several entries, other paths and methods have other answers.
        if (exchange.Status is not (404 or 405) && exchange.Method != "OPTIONS")
            await CheckAsync(endpoint, "/corner", exchange, setup);
    }

    private static async Task CheckAsync(Uri endpoint, string prefix, HttpCase exchange, string setup)
    {
        var answer = await RawHttp.SendAsync(
            endpoint,
            exchange.Method,
            prefix + exchange.Target,
            exchange.Headers.Select(h => $"{h.Key}: {h.Value}"),
            exchange.Body.Length > 0 ? exchange.Body : null
        );
        var what = $"{exchange.Name}, {prefix}, {setup}: {answer.Status} {answer.Text}";
        Assert.True(exchange.Status == answer.Status, what);
        Assert.True(exchange.AnswerBody.AsSpan().SequenceEqual(answer.Body), $"{Encoding.UTF8.GetString(exchange.AnswerBody)} != {what}");
        var headers = answer
            .Headers.GroupBy(h => h.Key.ToLowerInvariant(), h => h.Value)
            .Where(h => !s_ofThePlatform.Contains(h.Key))
            .SelectMany(h => h.Key == "set-cookie" ? h.Select(v => $"set-cookie: {v}") : [$"{h.Key}: {string.Join(", ", h)}"]);
        // An answer without a type gets one from the service.
        if (!exchange.AnswerHeaders.Exists(h => h.StartsWith("content-type", StringComparison.Ordinal)))
            headers = headers.Where(h => h != "content-type: application/json");
        Assert.True(exchange.AnswerHeaders.Order().SequenceEqual(headers.Order()), $"{string.Join("; ", answer.Headers)} {what}");
    }

    /// <summary>A round sends some requests of a mix to functions, and those by method and path to the HTTP API.</summary>
    private static async Task CheckLoadAsync(AwsRoundPlatform rounds, BuiltApp built)
    {
        var mix = MixFile.Parse(
            """{"requests":[{"entry":"NameOf","body":"7"},{"path":"/things/{n}?size=3"},{"method":"POST","path":"/wishes"}]}"""u8.ToArray()
        );
        var target = rounds.Entries([.. mix.Requests.Select(r => EntryRequest.For(built.Manifest, r))]);
        using var ends = (IDisposable)target;
        var errors = await Task.WhenAll(Enumerable.Range(0, 3).Select(kind => target.SendAsync(new LoadRequest(7, kind), default)));
        Assert.Equal("fine, fine, HTTP 400", string.Join(", ", errors.Select(e => e ?? "fine")));
    }

    /// <summary>What differs between a function's URL and the address of all entries.</summary>
    private static async Task CheckAddressesAsync(HttpClient http)
    {
        const string Get = "/url/corner-GetThing:live";
        const string NotFound = """{"title":"Not Found","status":404}""";
        Assert.Equal((404, NotFound), await SendAsync(http, "POST", Get + "/wishes", """{"customer":"a","items":[]}"""));
        Assert.Equal((200, """{"id":"a/b ä","name":"<a/b ä>"}"""), await SendAsync(http, "GET", Get + "/things/a%2Fb%20%C3%A4"));
        Assert.Equal((405, "GET, HEAD, OPTIONS"), await AllowAsync("DELETE", Get + "/things/1"));

        Assert.Equal((404, """{"message":"Not Found"}"""), await SendAsync(http, "GET", "/corner/things/a%2Fb"));
        Assert.Equal((404, """{"message":"Not Found"}"""), await SendAsync(http, "GET", "/corner/nothing"));
        Assert.Equal((204, ""), await SendAsync(http, "DELETE", "/corner/things/1"));
        Assert.Equal((405, "GET, DELETE, HEAD, OPTIONS"), await AllowAsync("PUT", "/corner/things/1"));
        Assert.Equal((204, "GET, DELETE, HEAD, OPTIONS"), await AllowAsync("OPTIONS", "/corner/things/1"));

        async Task<(int, string)> AllowAsync(string method, string target)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), target);
            using var response = await http.SendAsync(request);
            return ((int)response.StatusCode, string.Join(", ", response.Content.Headers.Allow));
        }
    }

    private static async Task CheckAsync(HttpClient http, string get, string post)
    {
        Assert.Equal((200, """{"id":"a b ä","name":"<a b ä>12"}"""), await SendAsync(http, "GET", get + "/things/a%20b%20%C3%A4?size=1&size=2"));
        Assert.Equal((404, """{"title":"Not Found","status":404}"""), await SendAsync(http, "GET", get + "/things/0"));
        Assert.Equal((405, """{"title":"Method Not Allowed","status":405}"""), await SendAsync(http, "PATCH", get + "/things/1"));
        Assert.Equal((200, ""), await SendAsync(http, "HEAD", get + "/things/1"));
        Assert.Equal((500, """{"title":"Internal Server Error","status":500}"""), await SendAsync(http, "GET", get + "/things/9"));
        Assert.Equal(
            (
                400,
                """{"title":"Bad Request","status":400,"detail":"Query parameter 'size' can't be read: 'x' is no value of its type.","""
                    + "\"parameter\":\"size\"}"
            ),
            await SendAsync(http, "GET", get + "/things/1?size=x")
        );
        Assert.Equal(
            (
                400,
                """{"title":"One or more validation errors occurred.","status":400,"errors":{"customer":"""
                    + """["The field Customer must be a string with a maximum length of 5."]}}"""
            ),
            await SendAsync(http, "POST", post + "/wishes", """{"customer":"Ada Lovelace","items":[]}""")
        );

        using var order = new HttpRequestMessage(HttpMethod.Post, post + "/wishes")
        {
            Content = new StringContent("""{"customer":"Ada","items":[]}""", Encoding.UTF8, "application/json"),
        };
        order.Headers.Add("cookie", "cart=x%3B");
        using var answer = await http.SendAsync(order);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("\"<Ada>\"", await answer.Content.ReadAsStringAsync());
        Assert.Equal("/wishes/1", answer.Headers.Location?.ToString());
        Assert.Equal(["cart=x%3B%3B; Path=/"], answer.Headers.GetValues("set-cookie"));
    }

    private static async Task<(int Status, string Text)> SendAsync(HttpClient http, string method, string target, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>What a REST API and a queue send, and direct invocations.</summary>
    private static async Task CheckInvocationsAsync(AmazonLambdaClient lambda)
    {
        Assert.Equal(
            """{"statusCode":200,"headers":{"content-type":"application/json"},"body":"{\"id\":\"7\",\"name\":\"<7>\"}","isBase64Encoded":false}""",
            await InvokeAsync("GetThing", """{"resource":"/{proxy+}","path":"/things/7","httpMethod":"GET","headers":{},"requestContext":{"stage":"prod"}}""")
        );
        Assert.StartsWith("""{"response":{"status":200,""", await InvokeAsync("GetThing", """{"id":"7","size":[]}"""));
        Assert.Equal("\"<7>\"", await InvokeAsync("NameOf", "\"7\""));
        // The customer 9 fails, and the third message can't be read.
        const string Wish = """{\"customer\":\"N\",\"items\":[]}""";
        var messages = $$"""{"Records":[{{Message(1, Wish)}},{{Message(2, Wish.Replace('N', '9'))}},{{Message(3, "x")}}]}""";
        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"2"},{"itemIdentifier":"3"}]}""", await InvokeAsync("Fulfil", messages));
        Assert.Contains("aws:sqs", await InvokeAsync("NameOf", messages));

        static string Message(int id, string body) =>
            $$"""{"messageId":"{{id}}","body":"{{body}}","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:eu-central-1:000000000000:wishes"}""";

        async Task<string> InvokeAsync(string task, string payload)
        {
            var response = await lambda.InvokeAsync(
                new InvokeRequest
                {
                    FunctionName = "corner-" + task,
                    Qualifier = Aliases.Live,
                    Payload = payload,
                }
            );
            return Encoding.UTF8.GetString(response.Payload?.ToArray() ?? []);
        }
    }

    private static bool Has(BuiltApp built, string zip, string space)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(built.Folder, zip));
        using var library = new MemoryStream();
        using (var entry = archive.GetEntry("Fusionize.dll")!.Open())
            entry.CopyTo(library);
        library.Position = 0;
        using var pe = new PEReader(library);
        var metadata = pe.GetMetadataReader();
        return metadata.TypeDefinitions.Any(t => metadata.GetString(metadata.GetTypeDefinition(t).Namespace) == space);
    }

    [GeneratedRegex(@"public static (async )?(Value)?Task(<[^(]*>)? (?<name>\w+)\(", RegexOptions.CultureInvariant)]
    private static partial Regex Tasks();
}
