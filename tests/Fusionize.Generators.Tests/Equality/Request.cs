using System.Text.Json;
using System.Text.Json.Nodes;
using Fusionize.Testing;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>How a program comes to its first task.</summary>
internal enum RequestForm
{
    /// <summary>From another function.</summary>
    Call,

    /// <summary>From outside, as plain JSON.</summary>
    Plain,

    /// <summary>From outside, over HTTP.</summary>
    Http,

    /// <summary>From outside, over HTTP, at the function of another entry.</summary>
    Misdirected,
}

/// <summary>A request that runs a program, and its answer as all forms can say it.</summary>
internal static class Request
{
    public const string Unknown = "unknown";
    private const string Refused = "refused: ";

    /// <summary>Whether an answer says that the request couldn't be read.</summary>
    public static bool IsRefusal(string answer) => answer.StartsWith(Refused, StringComparison.Ordinal);

    /// <summary>What of a result this form of request gets to know.</summary>
    public static string SeenBy(RequestForm form, int task, string result) =>
        form == RequestForm.Misdirected || (form != RequestForm.Call && !ProgramApp.IsEntry(task)) ? Unknown
        : form == RequestForm.Http && !result.StartsWith('{') && !IsRefusal(result) ? """{"message":"Internal Server Error"}"""
        : result;

    public static async Task<string> SendAsync(FusionizedApp app, RequestForm form, int task, JsonObject arguments)
    {
        var body = ProgramApp.TakesProgramOnly(task) ? arguments["node"]!.ToJsonString() : arguments.ToJsonString();
        switch (form)
        {
            case RequestForm.Call:
                try
                {
                    return Result(await app.InvokeAsync<JsonElement>($"T{task}", arguments));
                }
                catch (TaskFailedException e)
                {
                    return Failure(e.ErrorTypes, e.Message, e.Task);
                }
            case RequestForm.Plain:
                var answer = JsonElement.Parse(await app.SendAsync($"T{task}", body));
                return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("errorType", out _)
                    ? Failure(
                        [.. answer.GetProperty("errorTypes").EnumerateArray().Select(t => t.GetString()!)],
                        answer.GetProperty("errorMessage").GetString()!,
                        answer.GetProperty("task").GetString()!
                    )
                    : Result(answer);
            default:
                var entry =
                    form == RequestForm.Http
                        ? task
                        : Enumerable.Range(1, ProgramApp.Tasks).Select(i => (task + i) % ProgramApp.Tasks).First(ProgramApp.IsEntry);
                var http = new JsonObject
                {
                    ["version"] = "2.0",
                    ["rawPath"] = $"/T{task}",
                    ["requestContext"] = new JsonObject { ["http"] = new JsonObject { ["method"] = "POST" } },
                    ["body"] = body,
                };
                var response = JsonElement.Parse(await app.SendAsync($"T{entry}", http.ToJsonString()));
                var content = response.GetProperty("body").GetString()!;
                return response.GetProperty("statusCode").GetInt32() switch
                {
                    200 => Result(JsonElement.Parse(content)),
                    400 => Refused + JsonElement.Parse(content).GetProperty("message").GetString(),
                    404 => Unknown,
                    _ => content,
                };
        }
    }

    private static string Result(JsonElement reply) => reply.ValueKind == JsonValueKind.Null ? """{"text":"done","data":null}""" : reply.GetRawText();

    private static string Failure(IReadOnlyList<string> types, string message, string task) =>
        types[0] switch
        {
            "Fusionize.CompilerServices.InvalidRequestException" => Refused + message,
            "Fusionize.CompilerServices.UnknownTaskException" => Unknown,
            _ => $"{string.Join(" ", types)} | {message} | {task}",
        };
}
