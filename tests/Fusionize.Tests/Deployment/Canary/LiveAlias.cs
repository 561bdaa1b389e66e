using System.Text.Json.Nodes;
using Fusionize.Aws;
using Fusionize.Aws.Lambda;
using Fusionize.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Tests.Deployment.Canary;

/// <summary>A function's alias 'live', behind Lambda's protocol.</summary>
internal sealed class LiveAlias : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private StubServer _server = null!;
    private int _revision;

    public AmazonLambdaClient Lambda { get; private set; } = null!;

    /// <summary>The version that clients get, and what it shares the traffic with.</summary>
    public string Version { get; private set; } = "1";

    public Dictionary<string, double> Weights { get; private set; } = [];

    /// <summary>Every share that version 2 was given.</summary>
    public List<double> Shares { get; } = [];

    public static async Task<LiveAlias> StartAsync()
    {
        var alias = new LiveAlias();
        alias._server = await StubServer.StartAsync(alias.AnswerAsync, keepRequests: false);
        alias.Lambda = new AwsConnection { Endpoint = alias._server.Endpoint }.Lambda();
        return alias;
    }

    /// <summary>Somebody else moves it.</summary>
    public void Move(string version)
    {
        lock (_lock)
            (Version, Weights, _revision) = (version, [], _revision + 1);
    }

    public double ShareOf(string version) => Version == version ? 1 - Weights.Values.Sum() : Weights.GetValueOrDefault(version);

    public async ValueTask DisposeAsync()
    {
        Lambda.Dispose();
        await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context, StubServer.Request request)
    {
        string answer;
        lock (_lock)
        {
            if (request.Method == "PUT")
            {
                var body = JsonNode.Parse(request.Text)!;
                Version = (string)body["FunctionVersion"]!;
                Weights =
                    body["RoutingConfig"]?["AdditionalVersionWeights"]?.AsObject().ToDictionary(w => w.Key, w => (double)w.Value!) ?? [];
                Shares.Add(ShareOf("2"));
                _revision++;
            }
            answer = new JsonObject
            {
                ["Name"] = "live",
                ["FunctionVersion"] = Version,
                ["RevisionId"] = $"r{_revision}",
                ["RoutingConfig"] = new JsonObject
                {
                    ["AdditionalVersionWeights"] = new JsonObject(Weights.Select(w => KeyValuePair.Create(w.Key, (JsonNode?)w.Value))),
                },
            }.ToJsonString();
        }
        await context.Response.WriteAsync(answer);
    }
}
