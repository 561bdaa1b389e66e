using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Fusionize.Generators.Tests.Infrastructure;

namespace Fusionize.Generators.Tests.Routes;

/// <summary>The exchanges of <c>exchanges.txt</c>, each through every form of event, on the host that the build would generate.</summary>
public sealed class ExchangeTests(ExchangeTests.Host host) : IClassFixture<ExchangeTests.Host>
{
    private static readonly Lazy<Dictionary<string, HttpCase>> s_cases = new(() => HttpCase.Read(File()).ToDictionary(c => c.Name));

    public static TheoryData<string> Cases => [.. s_cases.Value.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Answers_the_same_whatever_brings_the_request(string name)
    {
        var exchange = s_cases.Value[name];
        foreach (var (shape, hasLists, made) in AwsEvents.Shapes)
        {
            if (exchange.NeedsLists && !hasLists)
                continue;
            var payload = made(exchange).ToJsonString();
            var answer = host.Shop.Run(payload, exchange.Task);
            var (status, headers, body) = AwsEvents.Read(JsonNode.Parse(answer)!.AsObject());
            var what = $"{shape}:\n{payload}\n{answer}";
            Assert.True(exchange.Status == status, $"{exchange.Status} != {status}\n{what}");
            Assert.True(exchange.AnswerHeaders.Order().SequenceEqual(Headers(headers).Order()), $"headers {string.Join('\n', headers)}\n{what}");
            Assert.True(exchange.AnswerBody.AsSpan().SequenceEqual(body), $"{Encoding.UTF8.GetString(exchange.AnswerBody)}\n{what}");
        }
    }

    /// <summary>Several values of a header may come as one.</summary>
    private static IEnumerable<string> Headers(IEnumerable<string> headers) =>
        headers
            .Select(h => h.Split(": ", 2))
            .GroupBy(h => h[0], h => h[1])
            .SelectMany(h => h.Key == "set-cookie" ? h.Select(v => $"set-cookie: {v}") : [$"{h.Key}: {string.Join(", ", h)}"]);

    private static string File([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "exchanges.txt");

    /// <summary>The application's host, compiled once.</summary>
    public sealed class Host
    {
        private readonly Lazy<Loaded> _shop = new(() =>
        {
            var app = App.Of(Routes.Shop.Source).Build();
            string[] tasks = [.. app.Manifest.Tasks.Select(t => t.Id)];
            return Loaded.Of(Routes.Shop.Source, tasks, tasks);
        });

        internal Loaded Shop => _shop.Value;
    }
}
