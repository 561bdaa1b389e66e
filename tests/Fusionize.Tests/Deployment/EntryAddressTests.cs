using System.Collections.Concurrent;
using System.Text.Json;
using Fusionize.Aws;
using Fusionize.Aws.ApiGatewayV2;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Deployment.Infrastructure;
using Fusionize.Local;
using Fusionize.Packaging;
using Fusionize.Rounds;

namespace Fusionize.Tests.Deployment;

/// <summary>Where clients find an entry task doesn't depend on what it shares a group with: on real functions.</summary>
public sealed class EntryAddressTests : IAsyncLifetime
{
    private static readonly DeployOptions Options = new() { Role = "arn:aws:iam::000000000000:role/any" };
    private static readonly string[] Entries = ["A", "B", "C"];

    /// <summary>Between two requests of a client, so that the deployments get CPU time.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private readonly Builds _builds = new();
    private LocalPlatform _platform = null!;
    private AmazonLambdaClient _lambda = null!;
    private AmazonApiGatewayV2Client _apis = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        var connection = new AwsConnection { Endpoint = _platform.Endpoint, MaxErrorRetry = 0 };
        (_lambda, _apis) = (connection.Lambda(), connection.HttpApis());
        _http = new HttpClient { BaseAddress = _platform.Endpoint };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        _apis.Dispose();
        _lambda.Dispose();
        await _platform.DisposeAsync();
        _builds.Dispose();
    }

    [Fact]
    public async Task Twenty_random_setups_under_load_keep_every_entry_at_its_address()
    {
        var deployer = new Deployer(_lambda, httpApis: _apis);
        var first = await deployer.DeployAsync(Build(0), Options);
        Assert.Equal(new Uri(_platform.Endpoint, _builds.App).ToString(), first.Address);
        using var stop = new CancellationTokenSource();
        var answers = new ConcurrentQueue<string[]>();
        var clients = Entries
            .Select(entry =>
                Task.Run(async () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        answers.Enqueue(await InvokeAsync(entry));
                        answers.Enqueue(await GetAsync(entry + "/1"));
                        if (entry == "C")
                            answers.Enqueue(await GetAsync("moving"));
                        await Task.Delay(s_pause);
                    }
                })
            )
            .ToArray();

        for (var seed = 1; seed <= 20; seed++)
        {
            var done = await deployer.DeployAsync(Build(seed), Options);
            Assert.Equal(first.Address, done.Address);
            await AssertLiveAsync(done.Release);
            await new CleanUp(_lambda).RunAsync(_builds.App, keep: 1);
        }
        await AssertLiveAsync((await new Releases(_lambda, _apis).RollBackAsync(_builds.App)).Alias);

        await stop.CancelAsync();
        await Task.WhenAll(clients); // none failed
        Assert.All(answers, hops => Assert.Single(hops.Select(h => h.Split(' ')[2]).Distinct()));
        Assert.True(answers.Count > 100, $"{answers.Count} answers");
    }

    [Fact]
    public async Task A_cut_over_in_steps_moves_every_entry()
    {
        var logs = new CloudWatchLogSource(new AwsConnection { Endpoint = _platform.Endpoint }.Logs());
        var deployer = new Deployer(_lambda, logs: logs, httpApis: _apis);
        string[] routes = ["A GET /A/{id}", "B GET /B/{id}", "C GET /C/{id}"];
        await deployer.DeployAsync(_builds.MakeRelay("one", "(A)-(B)-(C)", "", "A,B,C", routes), Options);
        using var stop = new CancellationTokenSource();
        var clients = Task.WhenAll(
            Entries.Select(entry =>
                Task.Run(async () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        await GetAsync(entry + "/1");
                        await Task.Delay(s_pause);
                    }
                })
            )
        );
        var steps = new ConcurrentQueue<string>();
        var done = await deployer.DeployAsync(
            _builds.MakeRelay("two", "(A,B,C)", "", "A,B,C", routes),
            Options with
            {
                CutOver = new()
                {
                    Shares = [0.5],
                    Watch = TimeSpan.FromMilliseconds(1),
                    Patience = TimeSpan.FromMinutes(2),
                    Poll = TimeSpan.FromMilliseconds(50),
                    MinRequests = 5,
                    MaxSlowdown = 1000,
                },
            },
            new Reports(s => steps.Enqueue(s.Text))
        );
        await stop.CancelAsync();
        await clients;
        Assert.Equal(3, steps.Count(s => s.StartsWith("live: 50", StringComparison.Ordinal)));
        foreach (var entry in Entries)
            Assert.All(await InvokeAsync(entry), hop => Assert.EndsWith(done.Release, hop));
    }

    [Fact]
    public void Requests_templates_and_logs_go_to_the_entrys_function()
    {
        var manifest = FusionManifest.Read(Path.Combine(_builds.MakeRelay("one", "(B,A)-(C)", entries: "A"), FusionManifest.FileName));
        var request = EntryRequest.For(manifest, null, "{}"u8.ToArray());
        Assert.Equal(($"{_builds.App}-A", "{}"), (request.Function, System.Text.Encoding.UTF8.GetString(request.Payload.Span)));
        Assert.Equal([$"{_builds.App}-B", $"{_builds.App}-A", $"{_builds.App}-C"], manifest.Groups.SelectMany(g => g.Functions));

        var options = new InfrastructureOptions { Scope = InfrastructureScope.Everything, FunctionUrls = true };
        var resources = JsonDocument.Parse(CloudFormationTemplate.Write(manifest, options)).RootElement.GetProperty("Resources");
        Assert.Equal(["ALive", "AUrl"], resources.EnumerateObject().Select(r => r.Name).Where(n => n.EndsWith("Live") || n.EndsWith("Url")));
        var function = resources.GetProperty("AFunction").GetProperty("Properties");
        Assert.Equal($"{_builds.App}-A", function.GetProperty("FunctionName").GetString());
        Assert.Equal("A", function.GetProperty("Environment").GetProperty("Variables").GetProperty("FUSIONIZE_ENTRY").GetString());
        Assert.False(
            resources
                .GetProperty("BFunction")
                .GetProperty("Properties")
                .GetProperty("Environment")
                .GetProperty("Variables")
                .TryGetProperty("FUSIONIZE_ENTRY", out _)
        );
        Assert.Equal(
            "/aws/lambda/" + _builds.App + "-A",
            resources.GetProperty("ALog").GetProperty("Properties").GetProperty("LogGroupName").GetString()
        );
        var terraform = JsonDocument.Parse(TerraformTemplate.Write(manifest, options)).RootElement.GetProperty("resource");
        Assert.Equal(["A_live"], terraform.GetProperty("aws_lambda_alias").EnumerateObject().Select(r => r.Name).Where(n => n.EndsWith("_live")));
        Assert.Equal(["A", "B", "C"], terraform.GetProperty("aws_lambda_function").EnumerateObject().Select(r => r.Name).Order());
    }

    private string Build(int seed)
    {
        var random = new Random(seed);
        string[] tasks = ["A", "B", "C", "D"];
        random.Shuffle(tasks);
        var groups = tasks.GroupBy(_ => random.Next(3)).Select(g => $"({string.Join(',', g)})");
        string[] routes = ["A GET /A/{id}", "B GET /B/{id}", "C GET /C/{id}", seed % 2 == 0 ? "A GET /moving" : "B GET /moving"];
        return _builds.MakeRelay($"setup {seed}", string.Join('-', groups), $"{seed}", "A,B,C", routes);
    }

    /// <summary>Every entry is in the release, at its function and at its route.</summary>
    private async Task AssertLiveAsync(string release)
    {
        foreach (var entry in Entries)
            foreach (var hop in (string[])[.. await InvokeAsync(entry), .. await GetAsync(entry + "/1")])
                Assert.EndsWith(release, hop);
    }

    private async Task<string[]> GetAsync(string path)
    {
        using var answer = await _http.GetAsync($"/{_builds.App}/{path}");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<string[]>(text)!;
    }

    private async Task<string[]> InvokeAsync(string entry)
    {
        var response = await _lambda.InvokeAsync(
            new()
            {
                FunctionName = $"{_builds.App}-{entry}",
                Qualifier = Aliases.Live,
                Payload = "{}",
            }
        );
        Assert.Null(response.FunctionError);
        return JsonSerializer.Deserialize<string[]>(response.Payload!)!;
    }

    private sealed class Reports(Action<DeployStep> report) : IProgress<DeployStep>
    {
        public void Report(DeployStep value) => report(value);
    }
}
