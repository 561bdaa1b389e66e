using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fusionize.Tests.Local;

/// <summary>The platform's API as a test speaks it: plain HTTP, no client of ours in between.</summary>
internal sealed class PlatformClient(Uri endpoint) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = endpoint, Timeout = TimeSpan.FromMinutes(2) };

    public sealed record Answer(int Status, HttpResponseHeaders Headers, string Body)
    {
        public string? ErrorType => Headers.TryGetValues("x-amzn-ErrorType", out var v) ? v.Single() : null;
        public string? FunctionError => Headers.TryGetValues("X-Amz-Function-Error", out var v) ? v.Single() : null;
        public JsonNode Json => JsonNode.Parse(Body)!;
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        return new((int)response.StatusCode, response.Headers, await response.Content.ReadAsStringAsync());
    }

    public Task<Answer> CreateAsync(
        string name,
        byte[]? zip = null,
        int memory = 1769,
        int timeout = 30,
        string runtime = "dotnet10",
        string handler = ProbeFunction.Handler,
        bool publish = false,
        params (string Name, string Value)[] environment
    )
    {
        var body = new JsonObject
        {
            ["FunctionName"] = name,
            ["Runtime"] = runtime,
            ["Role"] = "arn:aws:iam::000000000000:role/test",
            ["Handler"] = handler,
            ["MemorySize"] = memory,
            ["Timeout"] = timeout,
            ["Publish"] = publish,
            ["Code"] = new JsonObject { ["ZipFile"] = Convert.ToBase64String(zip ?? ProbeFunction.Zip) },
            ["Environment"] = new JsonObject
            {
                ["Variables"] = new JsonObject(environment.Select(e => KeyValuePair.Create(e.Name, (JsonNode?)e.Value))),
            },
        };
        return SendAsync(HttpMethod.Post, "/2015-03-31/functions", body.ToJsonString());
    }

    public Task<Answer> InvokeAsync(string name, string payload = "{}", string? type = null, string? log = null, string query = "")
    {
        var headers = new List<(string, string)>();
        if (type is not null)
            headers.Add(("X-Amz-Invocation-Type", type));
        if (log is not null)
            headers.Add(("X-Amz-Log-Type", log));
        return SendAsync(HttpMethod.Post, $"/2015-03-31/functions/{name}/invocations{query}", payload, [.. headers]);
    }

    public Task<Answer> LogsAsync(string operation, object body) =>
        SendAsync(HttpMethod.Post, "/", JsonSerializer.Serialize(body), ("X-Amz-Target", "Logs_20140328." + operation));

    /// <summary>All messages of a function's log, in order.</summary>
    public async Task<string[]> MessagesAsync(string name)
    {
        var answer = await LogsAsync("FilterLogEvents", new { logGroupName = "/aws/lambda/" + name });
        return [.. answer.Json["events"]!.AsArray().Select(e => ((string)e!["message"]!).TrimEnd('\n'))];
    }

    public void Dispose() => _http.Dispose();
}
