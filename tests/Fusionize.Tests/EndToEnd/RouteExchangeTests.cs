using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fusionize.Aws;
using Fusionize.Deployment;
using Fusionize.Generators.Tests.Routes;
using Fusionize.Local;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;
using Fusionize.Tests.Local.Http;
using Xunit.Abstractions;

namespace Fusionize.Tests.EndToEnd;

/// <summary>
/// The exchanges that the generator's tests check on events, with real zips: at each entry's function URL and at the HTTP API of all entries. Another
/// test has them with the test library.
/// </summary>
public sealed partial class RouteExchangeTests(ITestOutputHelper output)
{
    /// <summary>
    /// Set to a number to check all in one, all separate, and that many random setups. By default there is one random setup, since each group takes
    /// more than a second of CPU time.
    /// </summary>
    private const string Setups = "FUSIONIZE_ROUTE_SETUPS";

    private static readonly string[] s_ofThePlatform =
    ["date", "content-length", "connection", "x-amzn-requestid", "x-amzn-trace-id", "apigw-requestid", "transfer-encoding"];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Every_exchange_has_its_answer_at_the_function_and_at_the_HTTP_API()
    {
        using var app = new SourceApp("shop", Shop.Source);
        await using var platform = await LocalPlatform.StartAsync(
            new LocalPlatformOptions { DataDirectory = app.PlatformFolder, EnforceCpu = false }
        );
        var request = new DeployRequest
        {
            Build = "",
            Connection = new AwsConnection { Endpoint = platform.Endpoint },
            Smoke = Smoke.None,
        };
        using var rounds = new AwsRoundPlatform(request, () => platform.GetStatus().Idle);
        var exchanges = HttpCase.Read(Path.Combine(Repository.Root, "tests/Fusionize.Generators.Tests/Routes/exchanges.txt")).ToList();
        var random = new Random((int)(TestSeed.WrittenTo(output) % int.MaxValue));
        await app.BeginWithAsync(InTwoGroups(random));
        var first = await app.Builds.BuildAsync();
        foreach (var built in (BuiltApp[])[first, .. await app.Builds.BuildAsync(More(app.Builds.Model, random))])
        {
            await rounds.DeployAsync(built, 1, new NoProgress(), default);
            await Parallel.ForEachAsync(exchanges, async (exchange, _) =>
            {
                await CheckAsync(platform.Endpoint, $"/url/shop-{exchange.Task}:live", exchange, built.Setup.Notation);
                if (IsRouted(exchange))
                    await CheckAsync(platform.Endpoint, "/shop", exchange, built.Setup.Notation);
            });
        }
    }

    private static FusionSetup InTwoGroups(Random random)
    {
        var tasks = Tasks().Matches(Shop.Source).Select(m => m.Groups["name"].Value).ToArray();
        random.Shuffle(tasks);
        return new("shop", [.. tasks.Chunk((tasks.Length + 1) / 2).Select(t => new FusionGroup(t[0], t, memoryMB: 1769))]);
    }

    private static IEnumerable<FusionSetup> More(AppModel model, Random random) =>
        int.TryParse(Environment.GetEnvironmentVariable(Setups), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ?
            [
                FusionSetup.AllInOne(model, 1769),
                new("shop", [.. model.Tasks.Select(t => new FusionGroup(t.Id, [t.Id], memoryMB: 1769))]),
                .. Enumerable.Range(0, count).Select(_ => RandomSetups.Create(model, random.Next())),
            ]
            : [];

    /// <summary>At the address of several entries, other paths and methods have other answers.</summary>
    private static bool IsRouted(HttpCase exchange) => exchange.Status is not (404 or 405) && exchange.Method != "OPTIONS";

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

    [GeneratedRegex(@"public static (async )?(Value)?Task(<[^(]*>)? (?<name>\w+)\(", RegexOptions.CultureInvariant)]
    private static partial Regex Tasks();
}
