using System.IO.Compression;
using System.Net;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using Fusionize.Aws;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Rounds;
using Fusionize.Rounds.Load;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.EndToEnd;

/// <summary>docs/http.md on real zips: the same addresses and answers all in one and all separate, and no code of it where no route is.</summary>
public sealed class RouteTests
{
    private const string Code = """
        using System.ComponentModel.DataAnnotations;
        using Fusionize;

        namespace Corner;

        public sealed record Product(string Id, string Name);

        public sealed record Order([Required, StringLength(5)] string Customer, IReadOnlyList<string> Items);

        public static class Shop
        {
            [FusionTask, HttpGet("/products/{id}")]
            public static async Task<HttpResult<Product>> GetProduct(string id, [FromQuery] int[] size, CancellationToken ct)
            {
                var name = await NameOf(id, ct);
                return name.Length == 0 ? HttpResult.NotFound() : new Product(id, name + string.Concat(size));
            }

            [FusionTask, HttpDelete("/products/{key}"), Cors("https://a.example")]
            public static Task RemoveProduct(string key, CancellationToken ct) => Task.CompletedTask;

            [FusionTask, HttpPost("/orders")]
            public static async Task<HttpResult<string>> PlaceOrder(Order order, [FromCookie] string? cart, CancellationToken ct) =>
                HttpResult.Created("/orders/1", await NameOf(order.Customer, ct)).WithCookie(new HttpCookie("cart", cart + ";"));

            [FusionTask(Entry = true)]
            public static Task<string> NameOf(string id, CancellationToken ct) => id == "9"
                ? throw new InvalidOperationException("the safe's number is 4711")
                : Task.FromResult(id == "0" ? "" : "<" + id + ">");
        }
        """;

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Routes_answer_the_same_all_in_one_and_all_separate()
    {
        using var app = new SourceApp("corner", Code);
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

        var separate = await app.Builds.BuildAsync();
        Assert.Equal(["NameOf"], separate.Manifest.Groups.Where(g => !HasRouting(separate, g.Zip)).Select(g => g.Name));
        Assert.Equal(
            ["GET /products/{id}", "DELETE /products/{key}", "POST /orders"],
            separate.Manifest.Tasks.SelectMany(t => t.Routes ?? []).Select(r => $"{r.Method} {r.Template}")
        );
        foreach (var built in (BuiltApp[])[separate, .. await app.Builds.BuildAsync([FusionSetup.AllInOne(separate.Model, 1769)])])
        {
            await rounds.DeployAsync(built, 1, new NoProgress(), default);
            await CheckAsync(http, "/url/corner-GetProduct:live", "/url/corner-PlaceOrder:live");
            await CheckAsync(http, "/corner", "/corner");
            await CheckAddressesAsync(http);
            await CheckInvocationsAsync(lambda);
            await CheckLoadAsync(rounds, built);
        }
    }

    /// <summary>A round sends some requests of a mix to functions, and those by method and path to the HTTP API.</summary>
    private static async Task CheckLoadAsync(AwsRoundPlatform rounds, BuiltApp built)
    {
        var mix = MixFile.Parse(
            """{"requests":[{"entry":"NameOf","body":"7"},{"path":"/products/{n}?size=3"},{"method":"POST","path":"/orders"}]}"""u8.ToArray()
        );
        var target = rounds.Entries([.. mix.Requests.Select(r => EntryRequest.For(built.Manifest, r))]);
        using var ends = (IDisposable)target;
        var errors = await Task.WhenAll(Enumerable.Range(0, 3).Select(kind => target.SendAsync(new LoadRequest(7, kind), default)));
        Assert.Equal("fine, fine, HTTP 400", string.Join(", ", errors.Select(e => e ?? "fine")));
    }

    /// <summary>What differs between a function's URL and the address of all entries.</summary>
    private static async Task CheckAddressesAsync(HttpClient http)
    {
        const string Get = "/url/corner-GetProduct:live";
        const string NotFound = """{"title":"Not Found","status":404}""";
        Assert.Equal((404, NotFound), await SendAsync(http, "POST", Get + "/orders", """{"customer":"a","items":[]}"""));
        Assert.Equal((200, """{"id":"a/b ä","name":"<a/b ä>"}"""), await SendAsync(http, "GET", Get + "/products/a%2Fb%20%C3%A4"));
        Assert.Equal((405, "GET, HEAD, OPTIONS"), await AllowAsync("DELETE", Get + "/products/1"));

        Assert.Equal((404, """{"message":"Not Found"}"""), await SendAsync(http, "GET", "/corner/products/a%2Fb"));
        Assert.Equal((404, """{"message":"Not Found"}"""), await SendAsync(http, "GET", "/corner"));
        Assert.Equal((204, ""), await SendAsync(http, "DELETE", "/corner/products/1"));
        Assert.Equal((405, "GET, DELETE, HEAD, OPTIONS"), await AllowAsync("PUT", "/corner/products/1"));
        Assert.Equal((204, "GET, DELETE, HEAD, OPTIONS"), await AllowAsync("OPTIONS", "/corner/products/1"));

        async Task<(int, string)> AllowAsync(string method, string target)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), target);
            using var response = await http.SendAsync(request);
            return ((int)response.StatusCode, string.Join(", ", response.Content.Headers.Allow));
        }
    }

    private static async Task CheckAsync(HttpClient http, string get, string post)
    {
        Assert.Equal((200, """{"id":"a b ä","name":"<a b ä>12"}"""), await SendAsync(http, "GET", get + "/products/a%20b%20%C3%A4?size=1&size=2"));
        Assert.Equal((404, """{"title":"Not Found","status":404}"""), await SendAsync(http, "GET", get + "/products/0"));
        Assert.Equal((405, """{"title":"Method Not Allowed","status":405}"""), await SendAsync(http, "PATCH", get + "/products/1"));
        Assert.Equal((200, ""), await SendAsync(http, "HEAD", get + "/products/1"));
        Assert.Equal((500, """{"title":"Internal Server Error","status":500}"""), await SendAsync(http, "GET", get + "/products/9"));
        Assert.Equal(
            (
                400,
                """{"title":"Bad Request","status":400,"detail":"Query parameter 'size' can't be read: 'x' is no value of its type.","""
                    + "\"parameter\":\"size\"}"
            ),
            await SendAsync(http, "GET", get + "/products/1?size=x")
        );
        Assert.Equal(
            (
                400,
                """{"title":"One or more validation errors occurred.","status":400,"errors":{"customer":"""
                    + """["The field Customer must be a string with a maximum length of 5."]}}"""
            ),
            await SendAsync(http, "POST", post + "/orders", """{"customer":"Ada Lovelace","items":[]}""")
        );

        using var order = new HttpRequestMessage(HttpMethod.Post, post + "/orders")
        {
            Content = new StringContent("""{"customer":"Ada","items":[]}""", Encoding.UTF8, "application/json"),
        };
        order.Headers.Add("cookie", "cart=x%3B");
        using var answer = await http.SendAsync(order);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("\"<Ada>\"", await answer.Content.ReadAsStringAsync());
        Assert.Equal("/orders/1", answer.Headers.Location?.ToString());
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

    /// <summary>What a REST API sends, and direct invocations.</summary>
    private static async Task CheckInvocationsAsync(AmazonLambdaClient lambda)
    {
        Assert.Equal(
            """{"statusCode":200,"headers":{"content-type":"application/json"},"body":"{\"id\":\"7\",\"name\":\"<7>\"}","isBase64Encoded":false}""",
            await InvokeAsync("GetProduct", """{"resource":"/{proxy+}","path":"/products/7","httpMethod":"GET","headers":{},"requestContext":{"stage":"prod"}}""")
        );
        Assert.StartsWith("""{"response":{"status":200,""", await InvokeAsync("GetProduct", """{"id":"7","size":[]}"""));
        Assert.Equal("\"<7>\"", await InvokeAsync("NameOf", "\"7\""));

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

    private static bool HasRouting(BuiltApp built, string zip)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(built.Folder, zip));
        using var library = new MemoryStream();
        using (var entry = archive.GetEntry("Fusionize.dll")!.Open())
            entry.CopyTo(library);
        library.Position = 0;
        using var pe = new PEReader(library);
        var metadata = pe.GetMetadataReader();
        return metadata.TypeDefinitions.Any(t => metadata.GetString(metadata.GetTypeDefinition(t).Namespace) == "Fusionize.Routing");
    }
}
