namespace Fusionize.Remote;

/// <summary>The address of Lambda's API, and how requests to it are authorized.</summary>
internal sealed class LambdaEndpoint(Uri address, string region, Credentials? credentials, string? qualifier)
{
    public readonly Uri Address = address;
    public readonly string Region = region;
    public readonly Credentials? Credentials = credentials;
    public readonly string? Qualifier = qualifier;

    public static LambdaEndpoint Read()
    {
        var region = Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? "us-east-1";
        var address = Variable("AWS_ENDPOINT_URL_LAMBDA") ?? Variable("AWS_ENDPOINT_URL") ?? DefaultAddress(region);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new FormatException($"The Lambda endpoint '{address}' isn't an http or https address.");
        }
        return new LambdaEndpoint(uri, region, Remote.Credentials.Read(), Variable("FUSIONIZE_QUALIFIER"));
    }

    private static string DefaultAddress(string region) =>
        $"https://lambda.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}";

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
