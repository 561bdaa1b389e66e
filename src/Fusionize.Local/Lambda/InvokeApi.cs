using System.Globalization;
using System.Text;
using System.Text.Json;
using Fusionize.Local.Execution;
using Fusionize.Local.Functions;
using Fusionize.Local.Network;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>The Invoke operation.</summary>
internal sealed class InvokeApi(FunctionCatalog catalog, NetworkModel network, EventQueue events)
{
    public const int MaxSyncPayload = 6 * 1024 * 1024;
    public const int MaxEventPayload = 1024 * 1024;

    /// <param name="caller">The function instance that calls; null for a client.</param>
    public async Task HandleAsync(HttpContext http, FunctionName name, Instance? caller)
    {
        var requestId = Guid.NewGuid().ToString();
        http.Response.Headers["x-amzn-RequestId"] = requestId;
        var type = http.Request.Headers["X-Amz-Invocation-Type"].ToString();
        var asEvent = type == "Event";
        if (type is not ("" or "RequestResponse" or "Event" or "DryRun"))
            throw LambdaError.InvalidParameter($"Value '{type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]");
        var version = catalog.Resolve(name, draw: type != "DryRun");
        var payload = await ReadPayloadAsync(http, asEvent);
        if (type == "DryRun")
        {
            http.Response.StatusCode = 204;
            return;
        }
        var tail = !asEvent && http.Request.Headers["X-Amz-Log-Type"] == "Tail" ? new LogTail() : null;
        var invocation = new Invocation(requestId, payload, FunctionName.Arn(catalog.Region, name.Name, name.Qualifier), TraceId(http))
        {
            ClientContext = ClientContext(http),
            Tail = tail,
        };
        http.Response.Headers["X-Amz-Executed-Version"] = version.Version;
        if (asEvent)
            await EventAsync(http, invocation, version, caller);
        else
            await RequestResponseAsync(http, invocation, version, caller);
    }

    private async Task EventAsync(HttpContext http, Invocation invocation, FunctionVersion version, Instance? caller)
    {
        var waits = network.Asynchronous(caller?.MemoryMB, $"{version.Configuration.Name}:{version.Version}");
        events.Add(invocation, version, waits.BeforeCallee);
        await DelayAsync(waits.BeforeAnswer);
        await Answers.BytesAsync(http, 202, default);
    }

    private async Task RequestResponseAsync(HttpContext http, Invocation invocation, FunctionVersion version, Instance? caller)
    {
        var waits = network.Synchronous(caller?.MemoryMB, $"{version.Configuration.Name}:{version.Version}");
        await DelayAsync(waits.BeforeCallee);
        version.Pool.Dispatch(invocation);
        var result = await invocation.Result;
        if (invocation.Tail is { } tail)
        {
            await invocation.Finished;
            http.Response.Headers["X-Amz-Log-Result"] = tail.ToBase64();
        }
        await DelayAsync(waits.BeforeAnswer);
        if (result.FunctionError is { } error)
            http.Response.Headers["X-Amz-Function-Error"] = error;
        await Answers.BytesAsync(http, 200, result.Payload);
    }

    private static Task DelayAsync(TimeSpan wait) => wait > TimeSpan.Zero ? Task.Delay(wait) : Task.CompletedTask;

    private static async ValueTask<byte[]> ReadPayloadAsync(HttpContext http, bool asEvent)
    {
        var payload = await Bodies.ReadAsync(http, asEvent ? MaxEventPayload : MaxSyncPayload, "InvokeFunction");
        if (payload.Length == 0)
            return "{}"u8.ToArray();
        CheckJson(payload);
        return payload;
    }

    private static void CheckJson(byte[] payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = 1000 });
            while (reader.Read())
            {
            }
        }
        catch (JsonException e)
        {
            throw LambdaError.BadContent("Could not parse request body into json: " + e.Message);
        }
    }

    private static string TraceId(HttpContext http)
    {
        var given = http.Request.Headers["X-Amzn-Trace-Id"].ToString();
        if (given.Length > 0)
            return given;
        var random = Guid.NewGuid().ToString("N");
        return string.Create(CultureInfo.InvariantCulture, $"Root=1-{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}-{random[..24]};Parent={Guid.NewGuid().ToString("N")[..16]};Sampled=0");
    }

    private static string? ClientContext(HttpContext http)
    {
        var encoded = http.Request.Headers["X-Amz-Client-Context"].ToString();
        if (encoded.Length == 0)
            return null;
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
            return text.Any(char.IsControl) ? throw LambdaError.BadContent("Client context must be a valid Base64-encoded JSON object.") : text;
        }
        catch (FormatException)
        {
            throw LambdaError.BadContent("Client context must be a valid Base64-encoded JSON object.");
        }
    }
}
