using System.Security.Cryptography;
using System.Text;
using Fusionize.Local.Functions;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Lambda;

/// <summary>A function URL's authorization of callers, and whether it streams responses.</summary>
internal sealed record UrlConfiguration(bool NeedsSignature, bool Streams, CorsBody? Cors, DateTimeOffset Created, DateTimeOffset Modified)
{
    public string AuthType => NeedsSignature ? "AWS_IAM" : "NONE";

    public string InvokeMode => Streams ? "RESPONSE_STREAM" : "BUFFERED";

    public static UrlConfiguration Of(UrlBody body, UrlConfiguration? old)
    {
        var now = DateTimeOffset.UtcNow;
        var signed = body.AuthType switch
        {
            null when old is not null => old.NeedsSignature,
            "NONE" => false,
            "AWS_IAM" => true,
            var other => throw FunctionRules.Invalid("authType", other ?? "null", "Member must satisfy enum value set: [NONE, AWS_IAM]"),
        };
        var streams = body.InvokeMode switch
        {
            null => old?.Streams == true,
            "BUFFERED" => false,
            "RESPONSE_STREAM" => true,
            var other => throw FunctionRules.Invalid("invokeMode", other, "Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]"),
        };
        if (body.Cors?.MaxAge is < 0 or > 86400)
            throw LambdaError.Validation("Value at 'cors.maxAge' failed to satisfy constraint: it lies between 0 and 86400");
        return new(signed, streams, body.Cors ?? old?.Cors, old?.Created ?? now, now);
    }

    /// <summary>The local URL instead of AWS's host name.</summary>
    public static string IdOf(FunctionName name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name.Name + ":" + name.Qualifier)).AsSpan(0, 16));
}
