using System.Text.Json;
using Fusionize.Local.Execution;
using Fusionize.Local.Functions;
using Fusionize.Local.Network;
using Fusionize.Local.Protocol;
using Fusionize.Local.Sqs;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>The operations Invoke and InvokeWithResponseStream.</summary>
internal sealed class InvokeApi(FunctionCatalog catalog, NetworkModel network, QueueCatalog queues, EventQueue events)
{
    public const int MaxSyncPayload = 6 * 1024 * 1024;
    public const int MaxEventPayload = 1024 * 1024;

    /// <param name="http">The request.</param>
    /// <param name="name">The function.</param>
    /// <param name="caller">The calling function instance; null for a client.</param>
    public async Task HandleAsync(HttpContext http, FunctionName name, Instance? caller)
    {
        var type = http.Request.Headers["X-Amz-Invocation-Type"].ToString();
        if (type is not ("" or "RequestResponse" or "Event" or "DryRun"))
            throw UnknownType(type, "Event, RequestResponse, DryRun");
        if (type == "Event")
        {
            await EventAsync(http, name, caller);
            return;
        }
        var version = catalog.Resolve(name, draw: type != "DryRun");
        var request = await ReadAsync(http, name, version, MaxSyncPayload);
        if (type == "DryRun")
        {
            http.Response.StatusCode = 204;
            return;
        }
        request.Check();
        var (result, wait) = await RunAsync(http, request.Invocation, version, caller);
        if (request.Invocation.Tail is { } tail)
        {
            await request.Invocation.Finished;
            http.Response.Headers["X-Amz-Log-Result"] = tail.ToBase64();
        }
        await DelayAsync(wait);
        if (result.FunctionError is { } error)
            http.Response.Headers["X-Amz-Function-Error"] = error;
        await Answers.BytesAsync(http, 200, result.Payload);
    }

    /// <summary>Streams the response to the caller, in the frames of an event stream.</summary>
    public async Task StreamAsync(HttpContext http, FunctionName name, Instance? caller)
    {
        var type = http.Request.Headers["X-Amz-Invocation-Type"].ToString();
        if (type is not ("" or "RequestResponse" or "DryRun"))
            throw UnknownType(type, "RequestResponse, DryRun");
        var version = catalog.Resolve(name, draw: type != "DryRun");
        var request = await ReadAsync(http, name, version, MaxSyncPayload, stream: true);
        if (type == "DryRun")
        {
            http.Response.StatusCode = 204;
            return;
        }
        request.Check();
        var (result, wait) = await RunAsync(http, request.Invocation, version, caller);
        await DelayAsync(wait);
        http.Response.ContentType = EventStream.ContentType;
        if (result is { Stream: null, FunctionError: null })
            await EventStream.WriteChunkAsync(http, result.Payload);
        if (result.Stream is { } stream)
        {
            while (await stream.Reader.ReadAsync(http.RequestAborted) is { } read && !(read.IsCompleted && read.Buffer.IsEmpty))
            {
                foreach (var piece in read.Buffer)
                    await EventStream.WriteChunkAsync(http, piece);
                stream.Reader.AdvanceTo(read.Buffer.End);
            }
            await stream.Reader.CompleteAsync();
            result = await stream.End;
        }
        if (request.Invocation.Tail is not null)
            await request.Invocation.Finished;
        await EventStream.WriteEndAsync(http, result, request.Invocation.Tail?.ToBase64());
    }

    private static LambdaError UnknownType(string type, string known) =>
        LambdaError.InvalidParameter(
            $"Value '{type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [{known}]"
        );

    private async Task EventAsync(HttpContext http, FunctionName name, Instance? caller)
    {
        var version = catalog.Resolve(name);
        var request = await ReadAsync(http, name, version, MaxEventPayload);
        var waits = network.Asynchronous(caller?.MemoryMB, $"{version.Configuration.Name}:{version.Version}");
        var target = new EventTarget(catalog, queues, events, name);
        if (request.IsLoop)
            events.Refuse(request.Invocation, target, "it is in a recursive loop");
        else
            events.Add(request.Invocation, target, waits.BeforeCallee);
        await DelayAsync(waits.BeforeAnswer);
        await Answers.BytesAsync(http, 202, default);
    }

    private async Task<(InvocationResult Result, TimeSpan Wait)> RunAsync(
        HttpContext http,
        Invocation invocation,
        FunctionVersion version,
        Instance? caller
    )
    {
        http.Response.Headers["X-Amz-Executed-Version"] = version.Version;
        var waits = network.Synchronous(caller?.MemoryMB, $"{version.Configuration.Name}:{version.Version}");
        await DelayAsync(waits.BeforeCallee);
        version.Pool.Dispatch(invocation);
        return (await invocation.Result, waits.BeforeAnswer);
    }

    private static Task DelayAsync(TimeSpan wait) => wait > TimeSpan.Zero ? Task.Delay(wait) : Task.CompletedTask;

    private async Task<Request> ReadAsync(HttpContext http, FunctionName name, FunctionVersion version, int limit, bool stream = false)
    {
        var requestId = Guid.NewGuid().ToString();
        http.Response.Headers["x-amzn-RequestId"] = requestId;
        var payload = await Bodies.ReadAsync(http, limit, "InvokeFunction");
        if (payload.Length == 0)
            payload = "{}"u8.ToArray();
        CheckJson(payload);
        // The caller doesn't matter: a function may also use the platform's own port.
        var (trace, loops) = Recursion.Step(TraceHeader.Of(http, version.Configuration.TracesActively), name.Name);
        var invocation = new Invocation(requestId, payload, FunctionName.Arn(catalog.Region, name.Name, name.Qualifier), trace)
        {
            ClientContext = ClientContext.Of(http),
            Tail = http.Request.Headers["X-Amz-Log-Type"] == "Tail" ? new LogTail() : null,
            TakesStream = stream,
        };
        return new(invocation, name.Name, loops >= Recursion.Limit && !catalog.Change(name.Name, f => f.MayRecurse));
    }

    private static void CheckJson(byte[] payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = 1000 });
            while (reader.Read()) { }
        }
        catch (JsonException e)
        {
            throw LambdaError.BadContent("Could not parse request body into json: " + e.Message);
        }
    }

    private sealed record Request(Invocation Invocation, string Function, bool IsLoop)
    {
        public void Check()
        {
            if (IsLoop)
                throw Recursion.Error(Function);
        }
    }
}
