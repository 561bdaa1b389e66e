using System.Globalization;
using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Fusionize.Aws.Pipeline;

/// <summary>Converts an HTTP response to a response object or a typed exception.</summary>
internal sealed class WireUnmarshaller<TResponse>(Protocol protocol) : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
    {
        var shape = WireShape.Of(typeof(TResponse));
        var http = context.ResponseData;
        TResponse response;
        if (shape.HasJson)
        {
            var bytes = ReadAll(context.Stream);
            response =
                bytes.Length == 0
                    ? new()
                    : JsonSerializer.Deserialize<TResponse>(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), protocol.Json) ?? new();
        }
        else
        {
            response = new();
            shape.Body?.SetValue(response, ReadAll(context.Stream));
        }
        foreach (var (name, property) in shape.Headers)
        {
            if (http.IsHeaderPresent(name))
                property.SetValue(response, http.GetHeaderValue(name));
        }
        shape.Status?.SetValue(response, (int)http.StatusCode);
        return response;
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext context, Exception innerException, HttpStatusCode statusCode)
    {
        var body = ReadAll(context.Stream);
        var (bodyCode, message) = ReadError(body.GetBuffer().AsSpan(0, (int)body.Length));
        var http = context.ResponseData;
        var code = Bare(http.IsHeaderPresent("x-amzn-ErrorType") ? http.GetHeaderValue("x-amzn-ErrorType") : bodyCode);
        var requestId = http.IsHeaderPresent("x-amzn-RequestId") ? http.GetHeaderValue("x-amzn-RequestId") : null;
        var status = ((int)statusCode).ToString(CultureInfo.InvariantCulture);
        return protocol.Errors(
            new(
                message ?? $"The service answered HTTP {status}{(code is null ? "" : $" ({code})")}.",
                innerException,
                (int)statusCode < 500 ? ErrorType.Sender : ErrorType.Receiver,
                code ?? status,
                requestId,
                statusCode
            )
        );
    }

    /// <summary>Code and message of an error body; both null if it is something else (a proxy's page, or empty).</summary>
    internal static (string? Code, string? Message) ReadError(ReadOnlySpan<byte> body)
    {
        string? code = null,
            message = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return default;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isCode = reader.ValueTextEquals("__type") || reader.ValueTextEquals("code") || reader.ValueTextEquals("Code");
                var isMessage = reader.ValueTextEquals("message") || reader.ValueTextEquals("Message");
                reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                    reader.Skip();
                else if (isCode)
                    code = reader.GetString();
                else if (isMessage)
                    message = reader.GetString();
            }
        }
        catch (JsonException)
        {
            // The part that was read before the error still helps.
        }
        return (code, message);
    }

    // "com.amazon#ResourceNotFoundException:http://…" → "ResourceNotFoundException"
    private static string? Bare(string? code)
    {
        if (string.IsNullOrEmpty(code))
            return null;
        var bare = code.AsSpan();
        if (bare.IndexOf(':') is >= 0 and var colon)
            bare = bare[..colon];
        return bare[(bare.LastIndexOf('#') + 1)..].ToString();
    }

    private static MemoryStream ReadAll(Stream stream)
    {
        var all = new MemoryStream();
        stream.CopyTo(all);
        all.Position = 0;
        return all;
    }
}
