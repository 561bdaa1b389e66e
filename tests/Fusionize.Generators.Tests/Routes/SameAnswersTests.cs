using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using Fusionize.Generators.Tests.Equality;
using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Testing;

namespace Fusionize.Generators.Tests.Routes;

/// <summary>The exchanges of <c>exchanges.txt</c> over the test library's client, under several setups.</summary>
public sealed class SameAnswersTests
{
    [Fact]
    public async Task A_test_gets_the_answers_of_a_function_under_every_setup()
    {
        using var shop = new OnDisk(App.Of(Shop.Source).Build());
        var cases = HttpCase.Read(File()).Where(IsRouted).ToList();
        Assert.InRange(cases.Count, 100, int.MaxValue);
        foreach (var setup in (string[])["all in one", "all separate", "random 1", "random 2"])
        {
            await using var app = await FusionizedApp.StartAsync(shop.Assembly, setup);
            using var http = app.CreateHttpClient();
            foreach (var exchange in cases)
                await Check(http, exchange, setup);
        }
    }

    [Fact]
    public async Task Other_paths_are_answered_by_the_API_and_other_methods_by_a_function_that_knows_all_methods()
    {
        using var shop = new OnDisk(App.Of(Shop.Source).Build());
        await using var app = await FusionizedApp.StartAsync(shop.Assembly, "all in one");
        using var http = app.CreateHttpClient();

        Assert.Equal("""{"message":"Not Found"}""", await (await http.GetAsync("/nothing")).Content.ReadAsStringAsync());
        foreach (var (method, status) in ((string, int)[])[("POST", 405), ("OPTIONS", 204)])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/products/7");
            using var answer = await http.SendAsync(request);
            var allow = string.Join(", ", answer.Content.Headers.Allow);
            Assert.Equal((status, "GET, DELETE, PATCH, HEAD, OPTIONS"), ((int)answer.StatusCode, allow));
        }
    }

    /// <summary>Those that the entry answers whose route it is: in front of several entries, other paths and methods have other answers.</summary>
    private static bool IsRouted(HttpCase exchange) => exchange.Status is not (404 or 405) && exchange.Method != "OPTIONS";

    private static async Task Check(HttpClient http, HttpCase exchange, string setup)
    {
        using var request = new HttpRequestMessage(new HttpMethod(exchange.Method), exchange.Target);
        if (exchange.Body.Length > 0)
            request.Content = new ByteArrayContent(exchange.Body);
        foreach (var (name, value) in exchange.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value))
                (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        var what = $"{setup}, {exchange.Name}: {(int)answer.StatusCode} {Encoding.UTF8.GetString(body)}";
        Assert.True(exchange.Status == (int)answer.StatusCode, what);
        Assert.True(exchange.AnswerBody.AsSpan().SequenceEqual(body), what);
        Assert.Equal(exchange.AnswerHeaders.Order(), Headers(answer.Headers).Concat(Headers(answer.Content.Headers)).Order());
    }

    private static IEnumerable<string> Headers(HttpHeaders headers) =>
        headers
            .NonValidated.Where(h => h.Key != "Content-Length")
            .SelectMany(h =>
                h.Key.Equals("set-cookie", StringComparison.OrdinalIgnoreCase)
                    ? h.Value.Select(v => $"set-cookie: {v}")
                    : [$"{h.Key.ToLowerInvariant()}: {string.Join(", ", h.Value)}"]
            );

    private static string File([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "exchanges.txt");
}
