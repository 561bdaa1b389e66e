using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fusionize.CompilerServices;
using Fusionize.Http;
using Fusionize.Invocations;
using Fusionize.Json;
using Fusionize.Tracing;

namespace Fusionize.Remote;

/// <summary>A call of a task in another function, from its arguments to its result or exception.</summary>
/// <remarks>Generic methods are compiled again for each called task. They are short for that reason, and everything else is not generic.</remarks>
internal sealed class RemoteCaller(LambdaClient client, Routes routes, ClaimCheck? claims = null)
{
    private const int MaxHandOverMs = 30_000;

    /// <summary>The time at the end of an invocation that is reserved for reporting that detached work could not be handed over.</summary>
    private const int HandOverMarginMs = 100;

    private static RemoteCaller? s_shared;

    /// <summary>The caller of this process, created from the environment variables.</summary>
    public static RemoteCaller Shared
    {
        get => s_shared ??= New(LambdaEndpoint.Read());
        set => s_shared = value;
    }

    public LambdaClient Client => client;

    /// <summary>Reads the environment and starts the warm-up. A malformed setting fails here, in INIT.</summary>
    public static void Prepare()
    {
        var endpoint = LambdaEndpoint.Read();
        var caller = s_shared = New(endpoint);
        InitWork.Begin(TimeSpan.FromSeconds(1), () => RemoteWarmUp.RunAsync(caller, endpoint));
    }

    public async Task<TResult> InvokeAsync<TArgs, TResult>(
        RemoteCall call,
        string task,
        TArgs args,
        Action<Utf8JsonWriter, TArgs> writeArguments,
        JsonTypeInfo<TResult>? result,
        Func<TResult, string?>? nullIn,
        CancellationToken cancellation
    )
    {
        var pending = Begin(call, task, cancellation);
        try
        {
            using (var json = pending.WriteHead())
            {
                writeArguments(json, args);
                pending.WriteTail(json);
            }
            await SendAsync(pending).ConfigureAwait(false);
            if (result is null || call.Kind == CallKind.Async)
            {
                End(pending, null);
                return default!;
            }
            pending.Result = result;
            var value = JsonSerializer.Deserialize(pending.Answer, result)!;
            if (nullIn?.Invoke(value) is { } path)
                throw UnreadableValue.NullResult(task, path);
            End(pending, null);
            return value;
        }
        catch (Exception e)
        {
            throw End(pending, e)!;
        }
    }

    private static RemoteCaller New(LambdaEndpoint endpoint) =>
        new(
            new LambdaClient(endpoint),
            Routes.Parse(Environment.GetEnvironmentVariable("FUSIONIZE_ROUTES")),
            ClaimCheck.IsOn ? ClaimCheck.Shared : null
        );

    private PendingCall Begin(RemoteCall call, string task, CancellationToken cancellation)
    {
        var caller = Frame.Current;
        var entry = Recording.Begin(caller, call.From, task, call.Kind, remote: true);
        if (entry is not null)
            entry.Again = call.Again is not null;
        return new PendingCall(call, task, client.RentBuffer(), caller, cancellation) { Entry = entry };
    }

    private async Task SendAsync(PendingCall call)
    {
        if (call.Entry is { } sent)
            sent.BytesIn = call.Payload.Length;
        using var limit = call.LimitTime(out var cancellation);
        if (ClaimCheck.IsOn)
        {
            if (claims is not null && call.Payload.Length > LambdaClient.MaxPayload(call.Call.Kind))
                await ClaimAsync(call, claims, cancellation).ConfigureAwait(false);
        }
        var connection = await client.InvokeAsync(routes.FunctionOf(call.Task), call.Call.Kind, call.Sent, cancellation).ConfigureAwait(false);
        call.Connection = connection;
        if (call.Entry is { } received)
            received.BytesOut = connection.Response.Body.Length;
        if (!connection.Response.Header("x-amz-function-error"u8).IsEmpty)
            throw RemoteFailure.Read(connection.Response.Body.Span, call.Task);
    }

    private async Task ClaimAsync(PendingCall call, ClaimCheck claims, CancellationToken cancellation) =>
        call.Claim(client.RentBuffer(), await claims.StoreAsync(call.Payload.Written, cancellation).ConfigureAwait(false));

    /// <summary>Releases the call's buffers and connection. Returns the exception that the caller sees for <paramref name="error"/>.</summary>
    private Exception? End(PendingCall call, Exception? error)
    {
        // Reads the answer, so the connection with its buffer must not be released yet.
        var seen = error is null ? null : AtCaller(call, error);
        client.ReturnBuffer(call.Payload);
        if (ClaimCheck.IsOn)
        {
            if (call.Claimed is { } claimed)
                client.ReturnBuffer(claimed);
        }
        if (call.Connection is { } connection)
            client.Release(connection);
        call.Entry?.End(seen);
        return seen;
    }

    private static Exception AtCaller(PendingCall call, Exception error)
    {
        switch (error)
        {
            case OperationCanceledException when call.InvocationIsOver && !call.Cancellation.IsCancellationRequested:
                error = new TimeoutException($"The invocation's time was over before task '{call.Task}' answered.", error);
                break;
            case JsonException or NotSupportedException when call is { Connection: not null, Result: { } result }:
                error = UnreadableValue.Result(call.Task, error, call.Answer, result);
                break;
            case PayloadTooLargeException:
                error = new PayloadTooLargeException($"Call of task '{call.Task}': {error.Message}");
                break;
            case RemoteCallException when call.Result is not null:
                break;
            case RemoteCallException or IOException or System.Net.Sockets.SocketException or AuthenticationException:
                error = new RemoteCallException($"Call of task '{call.Task}' failed: {error.Message}", error);
                break;
        }
        return Failure.AtCaller(error, call.Task, call.Cancellation);
    }

    /// <summary>One running call.</summary>
    private sealed class PendingCall(RemoteCall call, string task, ByteBuffer payload, Frame? caller, CancellationToken cancellation)
    {
        private string? _newCallId;

        public RemoteCall Call => call;

        public string Task => task;

        public ByteBuffer Payload => payload;

        public CancellationToken Cancellation => cancellation;

        public CallEntry? Entry;

        public HttpConnection? Connection;

        /// <summary>The type of the result. Set when the answer is read.</summary>
        public JsonTypeInfo? Result;

        public ReadOnlySpan<byte> Answer => Connection!.Response.Body.Span;

        public bool InvocationIsOver => caller?.Invocation.Cancellation.IsCancellationRequested ?? false;

        /// <summary>The request that is sent instead of the arguments when they are stored in the bucket. It contains their key.</summary>
        public ByteBuffer? Claimed;

        public ReadOnlyMemory<byte> Sent => (Claimed ?? payload).Written;

        public void Claim(ByteBuffer request, string key)
        {
            using var json = WriteMembers(Claimed = request);
            json.WriteString("claim"u8, key);
            json.WriteEndObject();
            json.Flush();
        }

        public Utf8JsonWriter WriteHead()
        {
            var json = WriteMembers(payload);
            json.WritePropertyName("args"u8);
            json.Flush();
            payload.Write("{"u8);
            json.Reset(payload);
            return json;
        }

        private Utf8JsonWriter WriteMembers(ByteBuffer request)
        {
            var json = new Utf8JsonWriter(request, JsonForm.RequestWriter);
            json.WriteStartObject();
            json.WriteNumber("fusionize"u8, 1);
            json.WriteString("task"u8, task);
            if (caller is not null && !caller.Invocation.Context.IsNone)
            {
                Span<byte> header = stackalloc byte[TraceContext.HeaderLength];
                caller.Invocation.Context.WriteHeader(header);
                json.WriteString("traceparent"u8, header);
            }
            if (Spans.IsOn)
            {
                if (Spans.CurrentHeader() is { } span)
                    json.WriteString("activity"u8, span);
            }
            if ((call.From ?? caller?.Task) is { } from)
                json.WriteString("caller"u8, from);
            // The caller's deadline doesn't apply to detached work.
            if (call.Kind == CallKind.Sync && caller is { Invocation.DeadlineMs: > 0 and var deadline })
                json.WriteNumber("deadline"u8, deadline);
            if (TaskContext.IsUsed)
            {
                if (call.Kind == CallKind.Sync)
                    WriteWork(json, caller?.Context);
                if (caller?.Context is { Entry.Length: > 0 } work)
                    json.WriteString("entry"u8, work.Entry);
            }
            if (call.Kind == CallKind.Async)
                WriteDetached(json);
            return json;
        }

        private static void WriteWork(Utf8JsonWriter json, TaskContext? work)
        {
            if (work is null)
                return;
            json.WriteString("call"u8, work.CallId);
            if (work.Attempt > 1)
                json.WriteNumber("earlier"u8, work.Attempt - 1);
        }

        private void WriteDetached(Utf8JsonWriter json)
        {
            json.WriteString("call"u8, call.Again?.CallId ?? (_newCallId ??= TaskContext.NewCallId()));
            if (call.Again is { } again)
                json.WriteNumber("earlier"u8, again.Attempt - 1);
            json.WriteNumber("sent"u8, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        }

        public void WriteTail(Utf8JsonWriter json)
        {
            json.Flush();
            payload.Write("}}"u8);
        }

        /// <summary>
        /// The call is cancelled by its own token and by the invocation's token. Both are the same unless the caller passed another token.
        /// </summary>
        public CancellationTokenSource? LimitTime(out CancellationToken limited)
        {
            if (call.Again is not null)
                return LimitHandOver(out limited);
            var invocation = caller?.Invocation.Cancellation ?? default;
            limited = cancellation;
            if (!invocation.CanBeCanceled || invocation == cancellation)
                return null;
            if (!cancellation.CanBeCanceled)
            {
                limited = invocation;
                return null;
            }
            var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, invocation);
            limited = both.Token;
            return both;
        }

        /// <summary>
        /// Work is handed over after the invocation's tokens were cancelled, so they can't limit it. The deadline of the platform still holds.
        /// </summary>
        private CancellationTokenSource LimitHandOver(out CancellationToken limited)
        {
            var left = caller is { Invocation.DeadlineMs: > 0 and var deadline }
                ? deadline - DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()
                : MaxHandOverMs;
            var patience = new CancellationTokenSource((int)Math.Clamp(left - HandOverMarginMs, 1, MaxHandOverMs));
            limited = patience.Token;
            return patience;
        }
    }
}
