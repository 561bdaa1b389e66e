using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fusionize.Remote;

/// <summary>AWS Signature Version 4 for one region and service.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</summary>
internal sealed class SigV4(Credentials credentials, string region, string service)
{
    private DerivedKey? _key;

    /// <summary>The value of the <c>Authorization</c> header.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">The path as it is sent, percent-encoded.</param>
    /// <param name="query">Query parameters as they are sent: encoded, sorted by name, joined; without the question mark.</param>
    /// <param name="headers">
    /// The headers to sign, names in lower case and sorted, values trimmed. Must contain <c>host</c> and <c>x-amz-date</c>.
    /// </param>
    /// <param name="body">The body.</param>
    /// <param name="time">The time in <c>x-amz-date</c>.</param>
    public string Authorize(
        string method,
        string path,
        string query,
        ReadOnlySpan<(string Name, string Value)> headers,
        ReadOnlySpan<byte> body,
        DateTime time
    )
    {
        var date = time.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var scope = $"{date}/{region}/{service}/aws4_request";
        var signedHeaders = new StringBuilder();
        var canonical = new StringBuilder();
        canonical.Append(method).Append('\n').Append(EncodePath(path)).Append('\n').Append(query).Append('\n');
        foreach (var (name, value) in headers)
        {
            canonical.Append(name).Append(':').Append(value).Append('\n');
            if (signedHeaders.Length > 0)
                signedHeaders.Append(';');
            signedHeaders.Append(name);
        }
        canonical.Append('\n').Append(signedHeaders).Append('\n').Append(Hex(SHA256.HashData(body)));

        var toSign = $"AWS4-HMAC-SHA256\n{Timestamp(time)}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var signature = Hex(HMACSHA256.HashData(KeyOf(date), Encoding.UTF8.GetBytes(toSign)));
        return $"AWS4-HMAC-SHA256 Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={signedHeaders}, Signature={signature}";
    }

    /// <summary>The format of <c>x-amz-date</c>.</summary>
    public static string Timestamp(DateTime time) => time.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private byte[] KeyOf(string date)
    {
        if (_key is { } known && known.Date == date)
            return known.Key;
        var key = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey), Encoding.UTF8.GetBytes(date));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(region));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(service));
        key = HMACSHA256.HashData(key, "aws4_request"u8);
        _key = new DerivedKey(date, key);
        return key;
    }

    /// <summary>All services except S3 require the path, which is sent percent-encoded, to be encoded a second time for the signature.</summary>
    private static string EncodePath(string path)
    {
        var encoded = new StringBuilder(path.Length);
        foreach (var b in Encoding.UTF8.GetBytes(path))
        {
            if (b == '/' || char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
                encoded.Append((char)b);
            else
                encoded.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }
        return encoded.ToString();
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private sealed class DerivedKey(string date, byte[] key)
    {
        public readonly string Date = date;
        public readonly byte[] Key = key;
    }
}
