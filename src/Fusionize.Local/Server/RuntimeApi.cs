using Fusionize.Local.Execution;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Server;

/// <summary>The Lambda Runtime API, 2018-06-01, for one instance.</summary>
internal static class RuntimeApi
{
    public const string Prefix = "/2018-06-01/runtime/";

    /// <summary>Six megabytes and some bytes for the envelope, as on Lambda.</summary>
    public const int MaxResponse = 6_291_556;

    public static Task HandleAsync(HttpContext http, Instance instance)
    {
        var path = http.Request.Path.Value.AsSpan(Prefix.Length);
        var post = HttpMethods.IsPost(http.Request.Method);
        if (path.SequenceEqual("invocation/next") && HttpMethods.IsGet(http.Request.Method))
            return NextAsync(http, instance);
        if (post && path.StartsWith("invocation/") && path.EndsWith("/response"))
            return ResponseAsync(http, instance, path["invocation/".Length..^"/response".Length].ToString());
        if (post && path.StartsWith("invocation/") && path.EndsWith("/error"))
            return ErrorAsync(http, instance, path["invocation/".Length..^"/error".Length].ToString());
        if (post && path.SequenceEqual("init/error"))
            return InitErrorAsync(http, instance);
        return RefuseAsync(http, 404, "NotFound", "No such Runtime API path");
    }

    private static async Task NextAsync(HttpContext http, Instance instance)
    {
        var poller = instance.Poll();
        Invocation invocation;
        try
        {
            await using (http.RequestAborted.Register(() => instance.Abandon(poller)))
                invocation = await poller.Next;
        }
        catch (OperationCanceledException)
        {
            http.Abort();
            return;
        }
        if (http.RequestAborted.IsCancellationRequested)
        {
            instance.TakeBack(invocation);
            return;
        }
        var headers = http.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = invocation.DeadlineUnixMs.ToString();
        headers["Lambda-Runtime-Invoked-Function-Arn"] = invocation.InvokedArn;
        headers["Lambda-Runtime-Trace-Id"] = invocation.TraceId;
        headers["Lambda-Runtime-Redeliveries"] = invocation.Redeliveries.ToString();
        if (invocation.ClientContext is { } context)
            headers["Lambda-Runtime-Client-Context"] = context;
        await Answers.BytesAsync(http, 200, invocation.Payload);
    }

    private static async Task ResponseAsync(HttpContext http, Instance instance, string requestId)
    {
        var streams = http
            .Request.Headers["Lambda-Runtime-Function-Response-Mode"]
            .ToString()
            .Equals("streaming", StringComparison.OrdinalIgnoreCase);
        if (streams && instance.Find(requestId) is { TakesStream: true } invocation)
        {
            await StreamAsync(http, instance, invocation);
            return;
        }
        var body = await Bodies.ReadAsync(http, MaxResponse);
        var result = body is null
            ? FunctionErrors.ResponseTooLarge(MaxResponse)
            : new InvocationResult(body, null) { ContentType = http.Request.ContentType };
        if (streams && ErrorOf(http) is { } error)
            result = error;
        if (!instance.Respond(requestId, result))
            await RefuseAsync(http, 400, "InvalidRequestID", "Invalid request ID");
        else if (body is null)
            await RefuseAsync(http, 413, "RequestEntityTooLarge", $"Exceeded maximum allowed payload size ({MaxResponse} bytes).");
        else
            await AcceptAsync(http);
    }

    /// <summary>Streams the response. The invocation ends when the response is complete.</summary>
    private static async Task StreamAsync(HttpContext http, Instance instance, Invocation invocation)
    {
        var stream = invocation.OpenStream(http.Request.ContentType);
        try
        {
            await http.Request.BodyReader.CopyToAsync(stream.Writer, http.RequestAborted);
            var result = ErrorOf(http) ?? new(default, null);
            if (instance.Respond(invocation.RequestId, result))
                await AcceptAsync(http);
            else
                await RefuseAsync(http, 400, "InvalidRequestID", "Invalid request ID");
        }
        finally
        {
            await stream.Writer.CompleteAsync(); // if the stream broke off, the end of the process shows the reason
        }
    }

    /// <summary>The error in the trailers of a streamed response.</summary>
    private static InvocationResult? ErrorOf(HttpContext http)
    {
        if (
            !http.Request.CheckTrailersAvailable()
            || http.Request.GetTrailer("Lambda-Runtime-Function-Error-Type").ToString() is not { Length: > 0 } type
        )
            return null;
        try
        {
            return new(Convert.FromBase64String(http.Request.GetTrailer("Lambda-Runtime-Function-Error-Body").ToString()), FunctionErrors.Unhandled);
        }
        catch (FormatException)
        {
            return FunctionErrors.Of(type, "");
        }
    }

    private static async Task ErrorAsync(HttpContext http, Instance instance, string requestId)
    {
        var body = await Bodies.ReadAsync(http, MaxResponse);
        var result = body is null ? FunctionErrors.ResponseTooLarge(MaxResponse) : new InvocationResult(body, FunctionErrors.Unhandled);
        if (instance.Respond(requestId, result))
            await AcceptAsync(http);
        else
            await RefuseAsync(http, 400, "InvalidRequestID", "Invalid request ID");
    }

    private static async Task InitErrorAsync(HttpContext http, Instance instance)
    {
        var body = await Bodies.ReadAsync(http, MaxResponse);
        var type = http.Request.Headers["Lambda-Runtime-Function-Error-Type"].ToString();
        await AcceptAsync(http);
        await http.Response.CompleteAsync();
        instance.FailInit(new(body ?? "{}"u8.ToArray(), FunctionErrors.Unhandled), type.Length > 0 ? type : "Runtime.Unknown");
    }

    private static Task AcceptAsync(HttpContext http) => Answers.BytesAsync(http, 202, Accepted);

    private static readonly byte[] Accepted = """{"status":"OK"}"""u8.ToArray();

    private static Task RefuseAsync(HttpContext http, int status, string type, string message) => Answers.ObjectAsync(http, status, json =>
        {
            json.WriteString("errorMessage", message);
            json.WriteString("errorType", type);
        });
}
