using System.Text;
using System.Text.Json;
using Fusionize.CompilerServices;
using Fusionize.Json;
using Fusionize.Remote;
using Fusionize.Tracing;

namespace Fusionize.Hosting;

/// <summary>Detects the form of a payload and finds its parts in one pass.</summary>
internal static class RequestParser
{
    private static readonly TimeSpan ClaimPatience = TimeSpan.FromSeconds(60);

    private static ReadOnlySpan<byte> Bom => [0xEF, 0xBB, 0xBF];

    /// <param name="payload">The request.</param>
    /// <param name="defaultTask">The task of requests that name none.</param>
    /// <param name="isCall">Whether a function of the same release may have sent it.</param>
    public static TaskRequest Parse(ReadOnlyMemory<byte> payload, string defaultTask, bool isCall)
    {
        try
        {
            var request = EnvelopeReader.TryRead(payload, defaultTask) ?? Read(WithoutBom(payload), defaultTask, isCall);
            request.IsCall = isCall && request.Form == RequestForm.Envelope;
            return request;
        }
        // The reader throws a JsonException for invalid syntax and an InvalidOperationException for a string that isn't valid Unicode.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidRequestException("The request can't be read as JSON: " + e.Message, e);
        }
    }

    private static TaskRequest Read(ReadOnlyMemory<byte> payload, string defaultTask, bool isCall)
    {
        if (IsBlank(payload.Span))
            return new TaskRequest(defaultTask, RequestForm.Plain, default);

        var parts = new Parts();
        var json = new Utf8JsonReader(payload.Span, JsonForm.Reader);
        json.Read();
        if (json.TokenType == JsonTokenType.StartObject)
            parts.ReadMembers(ref json);
        else
            json.Skip();
        json.Read(); // only white space may follow

        if (parts.Version is not null)
            return Envelope(parts, payload, isCall);
        if (parts.IsHttp)
            return Http(parts, payload, defaultTask);
        return new TaskRequest(defaultTask, RequestForm.Plain, payload) { Event = parts.Event };
    }

    private static TaskRequest Envelope(in Parts parts, ReadOnlyMemory<byte> payload, bool isCall)
    {
        if (parts.Version != 1)
            throw new InvalidRequestException("This function understands version 1 of requests between functions only.");
        if (parts.Claim is { } claim)
            return Claimed(claim, parts.Task, isCall);
        if (string.IsNullOrEmpty(parts.Task))
            throw new InvalidRequestException("A request between functions needs the member 'task', a task's id.");
        if (!parts.ArgumentsAreObject && !parts.Arguments.Equals(default))
            throw new InvalidRequestException("The member 'args' of a request between functions must be an object.");
        return new TaskRequest(parts.Task, RequestForm.Envelope, payload[parts.Arguments])
        {
            Trace = parts.Trace,
            HasCaller = parts.HasCaller,
            DeadlineMs = parts.DeadlineMs,
            Attempt = parts.CallId is null ? null : new CallAttempt(parts.CallId, parts.EarlierAttempts, parts.SentMs),
        };
    }

    /// <summary>Reads the original request from the bucket. Its arguments were too large for the payload.</summary>
    private static TaskRequest Claimed(string claim, string? task, bool isCall)
    {
        if (ClaimCheck.IsOn)
        {
            if (!isCall)
                throw new InvalidRequestException("The member 'claim' is for calls between functions of the same release.");
            if (ClaimCheck.Shared is { } claims)
                return Fetch(claims, claim, task);
        }
        throw new InvalidRequestException(
            "The request's arguments are in a bucket, but this function was built without FusionizeClaimCheck or has no FUSIONIZE_CLAIM_BUCKET."
        );
    }

    private static TaskRequest Fetch(ClaimCheck claims, string claim, string? task)
    {
        using var patience = new CancellationTokenSource(ClaimPatience);
        var stored = claims.FetchAsync(claim, patience.Token).GetAwaiter().GetResult();
        return EnvelopeReader.TryRead(stored, "") is { } request && request.Task == task
            ? request
            : throw new InvalidRequestException("The member 'claim' doesn't name the stored arguments of this request.");
    }

    private static TaskRequest Http(in Parts parts, ReadOnlyMemory<byte> payload, string defaultTask)
    {
        if (parts.Method is not (null or "POST" or "GET" or "PUT" or "PATCH"))
            throw new InvalidHttpRequestException("Method Not Allowed", status: 405);
        var body = parts.Body.Equals(default) ? default : HttpEvent.DecodeBody(payload.Span[parts.Body], parts.BodyIsBase64);
        var task = HttpEvent.TaskOf(parts.Path, parts.Stage, defaultTask);
        if (IsBlank(body.Span))
            return new TaskRequest(task, RequestForm.Http, default) { Trace = parts.Trace };

        body = WithoutBom(body);
        var json = new Utf8JsonReader(body.Span, JsonForm.Reader);
        try
        {
            while (json.Read()) { }
        }
        catch (JsonException e)
        {
            throw new InvalidHttpRequestException("The body can't be read as JSON: " + e.Message, e);
        }
        return new TaskRequest(task, RequestForm.Http, body) { Trace = parts.Trace };
    }

    private static ReadOnlyMemory<byte> WithoutBom(ReadOnlyMemory<byte> json) => json.Span.StartsWith(Bom) ? json[Bom.Length..] : json;

    // Loops, here and below, because the framework's generic search methods would be compiled for bytes before the first request.
    private static bool IsBlank(ReadOnlySpan<byte> json)
    {
        foreach (var b in json)
        {
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return false;
        }
        return true;
    }

    /// <summary>The members of the payload's outermost object that have a meaning in one of the forms.</summary>
    private struct Parts
    {
        public int? Version;
        public string? Task;
        public string? Claim;
        public Range Arguments;
        public bool ArgumentsAreObject;
        public TraceContext Trace;
        public bool HasCaller;
        public long DeadlineMs;
        public string? CallId;
        public long EarlierAttempts;
        public long SentMs;

        public bool IsHttp;
        public string? Method;
        public string? Path;
        public string? Stage;
        public Range Body;
        public bool BodyIsBase64;

        /// <summary>The AWS service that sends payloads of this shape, if any.</summary>
        public AwsEvent? Event;

        public void ReadMembers(ref Utf8JsonReader json)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                // Compared without decoding escapes: no sender escapes these names.
                var name = json.ValueSpan;
                if (name.SequenceEqual("fusionize"u8))
                {
                    json.Read();
                    Version = json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var version) ? version : -1;
                }
                else if (name.SequenceEqual("task"u8))
                    Task = ReadString(ref json);
                else if (name.SequenceEqual("claim"u8))
                    Claim = ReadString(ref json);
                else if (name.SequenceEqual("args"u8))
                {
                    Arguments = ReadValue(ref json, out var kind);
                    ArgumentsAreObject = kind == JsonTokenType.StartObject;
                }
                else if (name.SequenceEqual("traceparent"u8))
                {
                    json.Read();
                    if (json.TokenType == JsonTokenType.String && TraceContext.TryParse(json.ValueSpan, out var trace))
                        Trace = trace;
                }
                else if (name.SequenceEqual("caller"u8))
                    HasCaller = ReadString(ref json) is not null;
                else if (name.SequenceEqual("deadline"u8))
                {
                    json.Read();
                    DeadlineMs = ReadPositive(ref json);
                }
                else if (name.SequenceEqual("call"u8))
                    CallId = ReadString(ref json);
                else if (name.SequenceEqual("earlier"u8))
                {
                    json.Read();
                    EarlierAttempts = ReadPositive(ref json);
                }
                else if (name.SequenceEqual("sent"u8))
                {
                    json.Read();
                    SentMs = ReadPositive(ref json);
                }
                else if (name.SequenceEqual("requestContext"u8))
                    ReadRequestContext(ref json);
                else if (name.SequenceEqual("rawPath"u8))
                    Path = ReadString(ref json);
                else if (name.SequenceEqual("headers"u8))
                    ReadHeaders(ref json);
                else if (name.SequenceEqual("body"u8))
                {
                    Body = ReadValue(ref json, out var bodyKind);
                    if (bodyKind != JsonTokenType.String)
                        Body = default;
                }
                else if (name.SequenceEqual("isBase64Encoded"u8))
                {
                    json.Read();
                    BodyIsBase64 = json.TokenType == JsonTokenType.True;
                }
                else if (json.ValueTextEquals("Records"))
                    ReadRecords(ref json);
                else if (json.ValueTextEquals("eventSource"))
                    SetEvent(ReadString(ref json), "eventSource");
                else if (json.ValueTextEquals("detail-type"))
                    SetEvent("EventBridge", "detail-type");
                else if (json.ValueTextEquals("triggerSource"))
                    SetEvent("Cognito", "triggerSource");
                else if (json.ValueTextEquals("awslogs"))
                    SetEvent("CloudWatch Logs", "awslogs");
                else if (json.ValueTextEquals("deliveryStreamArn"))
                    SetEvent("Firehose", "deliveryStreamArn");
                else if (json.ValueTextEquals("httpMethod"))
                    SetEvent("a REST API", "httpMethod");
                json.Skip();
            }
        }

        private void ReadRequestContext(ref Utf8JsonReader json)
        {
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
                return;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("http"u8))
                {
                    json.Read();
                    IsHttp = json.TokenType == JsonTokenType.StartObject;
                    if (IsHttp)
                        ReadMethod(ref json);
                }
                else if (json.ValueTextEquals("elb"))
                    SetEvent("a load balancer", "requestContext");
                else if (json.ValueTextEquals("connectionId"))
                    SetEvent("a WebSocket API", "requestContext");
                else if (json.ValueTextEquals("stage"u8))
                {
                    Stage = ReadString(ref json);
                }
                json.Skip();
            }
        }

        private void ReadMethod(ref Utf8JsonReader json)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("method"))
                    Method = ReadString(ref json);
                json.Skip();
            }
        }

        /// <summary>SQS, SNS, S3, DynamoDB, Kinesis and others: each record contains its source.</summary>
        private void ReadRecords(ref Utf8JsonReader json)
        {
            var depth = json.CurrentDepth;
            json.Read();
            if (json.TokenType != JsonTokenType.StartArray)
                return;
            while (json.Read() && json.CurrentDepth > depth)
            {
                if (json.TokenType == JsonTokenType.PropertyName && (json.ValueTextEquals("eventSource") || json.ValueTextEquals("EventSource")))
                    SetEvent(ReadString(ref json), "Records");
            }
        }

        // A load balancer's events also have the members of a REST API's events. The more specific member decides.
        private void SetEvent(string? source, string member)
        {
            if (source is not null && Event?.Member is not ("requestContext" or "Records"))
                Event = new AwsEvent(source, member);
        }

        private void ReadHeaders(ref Utf8JsonReader json)
        {
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
                return;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isTrace = Ascii.EqualsIgnoreCase(json.ValueSpan, "traceparent"u8);
                json.Read();
                if (isTrace && json.TokenType == JsonTokenType.String && TraceContext.TryParse(json.ValueSpan, out var trace))
                    Trace = trace;
                json.Skip();
            }
        }

        private static long ReadPositive(ref Utf8JsonReader json) =>
            json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) && number > 0 ? number : 0;

        private static string? ReadString(ref Utf8JsonReader json)
        {
            json.Read();
            return json.TokenType == JsonTokenType.String ? json.GetString() : null;
        }

        private static Range ReadValue(ref Utf8JsonReader json, out JsonTokenType kind)
        {
            json.Read();
            kind = json.TokenType;
            var start = (int)json.TokenStartIndex;
            json.Skip();
            return start..(int)json.BytesConsumed;
        }
    }
}
