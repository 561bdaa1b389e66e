using System.Text.Json;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Sqs;

/// <summary>An error of the SQS API.</summary>
/// <param name="type">The exception in the JSON protocol.</param>
/// <param name="message">The explanation.</param>
/// <param name="code">The code of the older protocol, which clients show; null: the same as the type.</param>
internal sealed class SqsError(string type, string message, string? code = null) : Exception(message)
{
    private const string Prefix = "AWS.SimpleQueueService.";

    public string Type { get; } = type;

    public string Code { get; } = code ?? type;

    public static SqsError NoSuchQueue() => new("QueueDoesNotExist", "The specified queue does not exist.", Prefix + "NonExistentQueue");

    public static SqsError Missing(string parameter) =>
        new("MissingRequiredParameterException", $"The request must contain the parameter {parameter}.", "MissingParameter");

    public static SqsError Invalid(string message) => new("InvalidParameterValueException", message, "InvalidParameterValue");

    public static SqsError Invalid(string parameter, string? value, string reason) =>
        Invalid($"Value {value} for parameter {parameter} is invalid. Reason: {reason}");

    public static SqsError InvalidAttribute(string name, string? value) =>
        new("InvalidAttributeValue", $"Invalid value '{value}' for the parameter {name}.");

    public static SqsError UnknownAttribute(string name) => new("InvalidAttributeName", $"Unknown Attribute {name}.");

    public static SqsError Unsupported(string message) => new("UnsupportedOperation", message, Prefix + "UnsupportedOperation");

    public static SqsError Batch(string type, string message) => new(type, message, Prefix + type);

    public static SqsError BadReceipt(string? handle) =>
        new("ReceiptHandleIsInvalid", $"The input receipt handle \"{handle}\" is not a valid receipt handle.");

    public Task AnswerAsync(HttpContext http)
    {
        http.Response.Headers["x-amzn-query-error"] = Code + ";Sender";
        return Answers.ObjectAsync(
            http,
            400,
            json =>
            {
                json.WriteString("__type", "com.amazonaws.sqs#" + Type);
                json.WriteString("message", Message);
            },
            Answers.Json10
        );
    }

    /// <summary>Writes the error of one entry of a batch.</summary>
    public void Write(Utf8JsonWriter json, string id)
    {
        json.WriteStartObject();
        json.WriteString("Id", id);
        json.WriteBoolean("SenderFault", true);
        json.WriteString("Code", Code);
        json.WriteString("Message", Message);
        json.WriteEndObject();
    }
}
