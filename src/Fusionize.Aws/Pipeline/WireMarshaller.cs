using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Fusionize.Aws.Pipeline;

/// <summary>Converts a request object to an HTTP request. The SDK's pipeline then resolves, signs, sends and retries it.</summary>
internal sealed class WireMarshaller(Protocol protocol) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var type = input.GetType();
        var shape = WireShape.Of(type);
        var operation = shape.Operation ?? throw new InvalidOperationException($"{type.Name} names no operation.");
        var request = new DefaultRequest(input, protocol.ServiceName)
        {
            HttpMethod = operation.Method,
            ResourcePath = operation.Path,
            UseQueryString = true,
        };

        foreach (var property in shape.Path)
        {
            var value = Text(property.GetValue(input));
            if (string.IsNullOrEmpty(value))
                throw new AmazonClientException($"{type.Name}.{property.Name} is required.");
            request.AddPathResource("{" + property.Name + "}", value);
        }
        foreach (var property in shape.Query)
        {
            if (Text(property.GetValue(input)) is { Length: > 0 } value)
                request.Parameters.Add(protocol.Naming?.ConvertName(property.Name) ?? property.Name, value);
        }
        foreach (var (name, property) in shape.Headers)
        {
            if (Text(property.GetValue(input)) is { Length: > 0 } value)
                request.Headers[name] = value;
        }
        if (protocol.TargetPrefix is { } prefix)
            request.Headers["X-Amz-Target"] = prefix + "." + OperationName(type);

        if (shape.Body is { } body)
        {
            var stream = (Stream?)body.GetValue(input) ?? new MemoryStream();
            request.ContentStream = stream;
            request.Headers["Content-Type"] = "application/octet-stream";
            request.Headers["Content-Length"] = (stream.Length - stream.Position).ToString(CultureInfo.InvariantCulture);
        }
        else if (shape.HasJson || protocol.TargetPrefix is not null)
        {
            request.Content = JsonSerializer.SerializeToUtf8Bytes(input, type, protocol.Json);
            request.Headers["Content-Type"] = protocol.ContentType;
        }
        return request;
    }

    public static string OperationName(Type request) => request.Name[..^"Request".Length];

    private static string? Text(object? value) =>
        value switch
        {
            null => null,
            bool b => b ? "true" : "false",
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
}
