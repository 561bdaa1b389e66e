using System.Text.Json;
using Fusionize.Rounds.Load;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Load;

public sealed class RequestMixTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(60, 15, 1)]
    [InlineData(0.3, 0.0001, 7)]
    public void Each_kind_has_its_share_at_any_time_to_within_a_request(double a, double b, double c)
    {
        var mix = new RequestMix([With(a), With(b), With(c)]);
        var (sent, n) = (new int[3], 0);
        foreach (var kind in mix.Kinds().Take(2000))
        {
            sent[kind]++;
            n++;
            for (var i = 0; i < 3; i++)
                Assert.True(Math.Abs(sent[i] - mix.Requests[i].Weight / (a + b + c) * n) <= 1.0001, $"{sent[i]} of kind {i} after {n}");
        }
    }

    [Fact]
    public async Task Requests_go_where_the_mix_says_each_with_its_number()
    {
        await using var server = await StubServer.StartAsync(200, "");
        var mix = MixFile.Parse(
            """
            {"requests":[
              {"path":"/products/{n}?q={n}","headers":{"X-Number":"no {n}"},"weight":2},
              {"method":"PUT","path":"/cart","headers":{"Content-Type":"text/x-cart"},"body":{"item":"i{n}","also":"{n}{n}"},"weight":1}
            ]}
            """u8.ToArray()
        );
        using var target = new HttpTarget(server.Endpoint, mix);

        var summary = (
            await new LoadGenerator(target, TimeSpan.FromMinutes(1), mix: mix).RunAsync(
                ArrivalPlan.Constant(100, TimeSpan.FromMilliseconds(30)),
                default
            )
        ).Summary;

        Assert.Equal(
            ["GET /products/1?q=1 no 1  ", """PUT /cart  text/x-cart {"item":"i2","also":"22"}""", "GET /products/3?q=3 no 3  "],
            server
                .Requests.Select(r =>
                    $"{r.Method} {r.Target} {r.Headers.GetValueOrDefault("X-Number")} {r.Headers.GetValueOrDefault("Content-Type")} {r.Text}"
                )
                .Order(StringComparer.Ordinal)
                .OrderBy(r =>
                    r.StartsWith("PUT", StringComparison.Ordinal) ? 2
                    : r.Contains("/1", StringComparison.Ordinal) ? 1
                    : 3
                )
        );
        Assert.Equal([("GET /products/{n}?q={n}", 2, 0), ("PUT /cart", 1, 0)], summary.Entries.Select(e => (e.Name, e.Requests, e.Errors)));
    }

    [Fact]
    public async Task Latencies_and_errors_are_counted_by_entry()
    {
        var mix = new RequestMix([With(1) with { Entry = "A" }, With(1) with { Entry = "B" }, With(1) with { Entry = "A" }]);

        var summary = (
            await new LoadGenerator(new Failing("B"), TimeSpan.FromMinutes(1), mix: mix).RunAsync(
                ArrivalPlan.Constant(3000, TimeSpan.FromMilliseconds(10)),
                default
            )
        ).Summary;

        Assert.Equal([("A", 20, 0), ("B", 10, 10)], summary.Entries.Select(e => (e.Name, e.Requests, e.Errors)));
        Assert.Equal(0, summary.Entries[1].P50);
        Assert.Contains("\"entries\":[{\"name\":\"A\"", JsonSerializer.Serialize(summary, JsonSerializerOptions.Web));
    }

    [Fact]
    public async Task A_recording_starts_its_requests_when_they_were_recorded()
    {
        var starts = new[] { 0, 7, 19 }.Select(ms => TimeSpan.FromMilliseconds(ms));
        var plan = ArrivalPlan.At([.. starts]);

        var result = await new LoadGenerator(new Failing("none"), TimeSpan.FromMinutes(1)).RunAsync(plan, default);

        Assert.Equal(starts, result.Samples.Select(s => s.Intended));
        Assert.Equal((3, 19), (plan.Count, plan.Duration.TotalMilliseconds));
        Assert.Equal(1, ArrivalPlan.At([TimeSpan.Zero]).MeanRate);
    }

    private static MixRequest With(double weight) => new() { Weight = weight };

    /// <summary>Knows the mix of the test above: kind 1 is B.</summary>
    private sealed class Failing(string entry) : ILoadTarget
    {
        public Task<string?> SendAsync(LoadRequest request, CancellationToken cancellation) =>
            Task.FromResult(entry == "B" && request.Kind == 1 ? "boom" : null);
    }
}
