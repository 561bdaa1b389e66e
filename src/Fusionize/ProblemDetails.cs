using System.Text.Json;
using Fusionize.Json;

namespace Fusionize;

/// <summary>Problem details, RFC 9457.</summary>
internal static class ProblemDetails
{
    public const string ContentType = "application/problem+json";

    /// <param name="status">The status.</param>
    /// <param name="title">The kind of problem; null for the status's name.</param>
    /// <param name="detail">What went wrong; null to say nothing more.</param>
    /// <param name="parameter">The parameter that can't be bound; null for none.</param>
    /// <param name="errors">The validation errors by member; null for none.</param>
    public static ReadOnlyMemory<byte> Write(
        int status,
        string? title = null,
        string? detail = null,
        string? parameter = null,
        IEnumerable<KeyValuePair<string, List<string>>>? errors = null
    )
    {
        var body = new ByteBuffer(256);
        using (var json = new Utf8JsonWriter(body, JsonForm.Writer))
        {
            json.WriteStartObject();
            json.WriteString("title"u8, title ?? StatusText.Of(status));
            json.WriteNumber("status"u8, status);
            if (detail is not null)
                json.WriteString("detail"u8, detail);
            if (parameter is not null)
                json.WriteString("parameter"u8, parameter);
            if (errors is not null)
                WriteErrors(json, errors);
            json.WriteEndObject();
        }
        return body.Written;
    }

    private static void WriteErrors(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, List<string>>> errors)
    {
        json.WriteStartObject("errors"u8);
        foreach (var (member, messages) in errors)
        {
            json.WriteStartArray(member);
            foreach (var message in messages)
                json.WriteStringValue(message);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
