using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.EventBridge;

/// <summary>An error of the EventBridge API.</summary>
internal sealed class EventsError(string type, string message) : Exception(message)
{
    public string Type { get; } = type;

    public static EventsError Validation(string message) => new("ValidationException", message);

    public static EventsError NoSuchRule(string? name) =>
        new("ResourceNotFoundException", $"Rule {name} does not exist on EventBus default.");

    public static EventsError Pattern(string message) => new("InvalidEventPatternException", "Event pattern is not valid. Reason: " + message);

    public Task AnswerAsync(HttpContext http)
    {
        http.Response.Headers["x-amzn-ErrorType"] = Type;
        return Answers.ObjectAsync(
            http,
            400,
            json =>
            {
                json.WriteString("__type", Type);
                json.WriteString("message", Message);
            },
            Answers.Json11
        );
    }
}
