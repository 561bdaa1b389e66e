using System.Text;
using System.Text.Json.Nodes;

namespace Fusionize.Tests.Local.Http;

/// <summary>A platform with the probe function behind its URL, for many exchanges.</summary>
public sealed class UrlPlatform : IAsyncLifetime
{
    private TestPlatform _platform = null!;

    internal Uri Endpoint => _platform.Platform.Endpoint;

    public async Task InitializeAsync()
    {
        _platform = await TestPlatform.StartAsync();
        await _platform.Client.CreateAsync("probe");
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    /// <summary>The event that a request becomes.</summary>
    internal async Task<JsonNode> EventAsync(string method, string target, IEnumerable<string> headers, byte[]? body = null)
    {
        var answer = await RawHttp.SendAsync(Endpoint, method, "/url/probe" + target, headers, body);
        Assert.True(answer.Status == 200, answer.Text);
        return JsonNode.Parse(answer.Body)!["event"]!;
    }

    /// <summary>The answer that a function's payload becomes.</summary>
    internal Task<RawHttp.Answer> AnswerAsync(string payload, string method = "GET") =>
        RawHttp.SendAsync(Endpoint, method, "/url/probe/", ["x-probe-answer: " + Convert.ToBase64String(Encoding.UTF8.GetBytes(payload))]);
}
