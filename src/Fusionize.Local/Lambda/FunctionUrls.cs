using System.Buffers;
using System.IO.Pipelines;
using System.Text.RegularExpressions;
using Fusionize.Local.Execution;
using Fusionize.Local.Functions;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>
/// Functions over plain HTTP: <c>/url/&lt;function&gt;[:qualifier]/…</c>, like a function URL (payload format 2.0). On this platform a function needs
/// no URL configuration. If it has one, it applies.
/// </summary>
internal sealed partial class FunctionUrls(FunctionCatalog catalog)
{
    public const string Prefix = "/url/";
    private const int MaxPrelude = 64 * 1024;

    public async Task HandleAsync(HttpContext http)
    {
        var target = UrlTarget.Of(http, Prefix);
        var name = FunctionName.Parse(target.Function, null);
        var (configuration, isPublic) = catalog.Change(name.Name, f =>
            (f.Urls.GetValueOrDefault(name.Qualifier ?? ""), f.Policies.GetValueOrDefault(name.Qualifier ?? "")?.IsPublic == true)
        );
        var cors = configuration?.Cors;
        if (cors is not null && Cors.IsPreflight(http.Request))
        {
            Cors.Apply(http, cors);
            return;
        }
        var access = configuration is { NeedsSignature: true } ? AccessKey(http) : null;
        if (configuration is not null && (configuration.NeedsSignature ? access is null : !isPublic))
        {
            await ForbidAsync(http);
            return;
        }
        var version = catalog.Resolve(name, draw: true);
        var body = await Bodies.ReadAsync(http, InvokeApi.MaxSyncPayload, "InvokeFunction");
        var requestId = Guid.NewGuid().ToString();
        var trace = TraceHeader.Of(http, version.Configuration.TracesActively);
        var account = access is null ? "anonymous" : FunctionName.Account;
        var source = new EventSource(UrlConfiguration.IdOf(name), "$default", account) { Access = access };
        var payload = UrlEvent.Of(http, target, body, source, requestId, trace);
        if (payload.Length > InvokeApi.MaxSyncPayload)
            throw LambdaError.TooLarge("InvokeFunction", InvokeApi.MaxSyncPayload);
        var invocation = new Invocation(requestId, payload, FunctionName.Arn(catalog.Region, name.Name, name.Qualifier), trace)
        {
            TakesStream = configuration is { Streams: true },
        };
        http.Response.Headers["x-amzn-RequestId"] = requestId;
        http.Response.Headers["x-amzn-Trace-Id"] = trace;
        version.Pool.Dispatch(invocation);
        var result = await invocation.Result;
        if (result.FunctionError is not null)
            await FailAsync(http);
        else if (result.Stream is { } stream)
            await StreamAsync(http, stream, cors);
        else
            await AnswerAsync(http, UrlAnswer.Of(result), cors);
    }

    private static async Task AnswerAsync(HttpContext http, UrlAnswer? answer, CorsBody? cors)
    {
        if (answer is null)
        {
            await FailAsync(http);
            return;
        }
        answer.WriteHead(http.Response);
        if (cors is not null)
            Cors.Apply(http, cors);
        await answer.WriteBodyAsync(http.Response);
    }

    /// <summary>
    /// Forwards a streamed response. If it breaks off, the connection is aborted, because HTTP has no other way to report an error then.
    /// </summary>
    private static async Task StreamAsync(HttpContext http, ResponseStream stream, CorsBody? cors)
    {
        if (stream.ContentType == StreamPrelude.ContentType)
        {
            if (await ReadPreludeAsync(stream.Reader, http.RequestAborted) is not { } answer)
            {
                await stream.Reader.CompleteAsync();
                await FailAsync(http);
                return;
            }
            answer.WriteHead(http.Response);
        }
        else
            http.Response.ContentType = stream.ContentType is { Length: > 0 } type ? type : "application/octet-stream";
        if (cors is not null)
            Cors.Apply(http, cors);
        await stream.Reader.CopyToAsync(http.Response.BodyWriter, http.RequestAborted);
        await stream.Reader.CompleteAsync();
        if ((await stream.End).FunctionError is null)
            return;
        if (http.Response.HasStarted)
            http.Abort();
        else
            await FailAsync(http);
    }

    private static async Task<UrlAnswer?> ReadPreludeAsync(PipeReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            if (StreamPrelude.TrySplit(read.Buffer, out var prelude, out var rest))
            {
                var answer = UrlAnswer.ParsePrelude(prelude.ToArray());
                reader.AdvanceTo(rest.Start);
                return answer;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted || read.Buffer.Length > MaxPrelude)
                return null;
        }
    }

    /// <summary>The access key of a signed request. The signature isn't checked.</summary>
    private static string? AccessKey(HttpContext http)
    {
        var match = Credential().Match(http.Request.Headers.Authorization.ToString());
        if (match.Success)
            return match.Groups["key"].Value;
        var query = http.Request.Query;
        return query["X-Amz-Signature"].Count > 0 && query["X-Amz-Credential"].ToString().Split('/')[0] is { Length: > 0 } key ? key : null;
    }

    private static Task ForbidAsync(HttpContext http)
    {
        http.Response.Headers["x-amzn-ErrorType"] = "AccessDeniedException";
        return Answers.ObjectAsync(http, 403, json =>
        {
            json.WriteString("Message", "Forbidden");
        });
    }

    private static Task FailAsync(HttpContext http)
    {
        http.Response.Headers["x-amzn-ErrorType"] = "InternalFailure";
        return Answers.BytesAsync(http, 502, "Internal Server Error"u8.ToArray(), "text/plain");
    }

    [GeneratedRegex(@"^AWS4-[A-Z0-9-]+\s+.*Credential=(?<key>[^/,\s]+)/.*Signature=", RegexOptions.CultureInvariant)]
    private static partial Regex Credential();
}
