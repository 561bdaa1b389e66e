using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Fusionize.Http;
using Fusionize.Json;

namespace Fusionize.Remote;

/// <summary>
/// Passes arguments that are too large for Lambda through a bucket. They are stored there encrypted, and the request only contains their key. The
/// bucket's lifecycle rule for <see cref="Folder"/> deletes them. Nothing else may delete them, because an asynchronous request can be delivered
/// again.
/// </summary>
internal sealed class ClaimCheck
{
    /// <summary>The prefix of the keys of all such objects.</summary>
    public const string Folder = "fusionize-claims/";

    private const int MaxAttempts = 3;
    private const int KeyDigits = 32;

    private static ClaimCheck? s_shared;

    private readonly Credentials? _credentials;
    private readonly SigV4? _signer;
    private readonly HttpConnectionPool _connections;
    private readonly string _host;
    private readonly string _path;
    private readonly string? _key;

    /// <param name="bucket">The bucket.</param>
    /// <param name="region">Its region.</param>
    /// <param name="endpoint">Address of an S3-compatible server with path-style bucket names; null: S3.</param>
    /// <param name="credentials">Null: requests aren't signed.</param>
    /// <param name="key">ARN of the KMS key that encrypts the objects; null: S3's own key.</param>
    public ClaimCheck(string bucket, string region, Uri? endpoint, Credentials? credentials, string? key = null)
    {
        _key = key;
        var address = endpoint
            ?? new Uri($"https://{bucket}.s3.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}");
        _connections = new HttpConnectionPool(address);
        _host = address.IsDefaultPort ? address.Host : address.Authority;
        _path = endpoint is null ? "/" : $"{address.AbsolutePath.TrimEnd('/')}/{bucket}/";
        _credentials = credentials;
        _signer = credentials is null ? null : new SigV4(credentials, region, "s3");
    }

    /// <summary>Whether the application was built with claim checks. If not, the linker removes this class.</summary>
    /// <remarks>
    /// Must be the only operand of a condition. Code that isn't optimized stores the result of <c>&amp;&amp;</c> and <c>||</c> in a variable, and
    /// then the linker can't evaluate it.
    /// </remarks>
    [FeatureSwitchDefinition("Fusionize.ClaimCheck")]
    public static bool IsOn => IsOnUnlinked;

    /// <summary>The value of the switch where no linker replaced it by a constant.</summary>
    public static bool IsOnUnlinked = AppContext.TryGetSwitch("Fusionize.ClaimCheck", out var on) && on;

    /// <summary>The instance of this process, created from the environment variables; null if no bucket is set.</summary>
    public static ClaimCheck? Shared
    {
        get => s_shared ??= Read();
        set => s_shared = value;
    }

    /// <summary>Stores a request and returns its key.</summary>
    /// <exception cref="PayloadTooLargeException">The request is larger than the called function can read.</exception>
    public async Task<string> StoreAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        if (request.Length > HttpResponse.MaxBodyBytes)
            throw new PayloadTooLargeException(
                $"The arguments are {request.Length:N0} bytes; the limit for arguments in a bucket is {HttpResponse.MaxBodyBytes:N0}."
            );
        var key = Folder + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyDigits / 2));
        await SendAsync("PUT", key, request, cancellation).ConfigureAwait(false);
        return key;
    }

    /// <summary>Reads a stored request by its key. Other keys are refused, so no other object of the bucket can be read.</summary>
    public async Task<byte[]> FetchAsync(string key, CancellationToken cancellation) =>
        IsKey(key)
            ? await SendAsync("GET", key, default, cancellation).ConfigureAwait(false)
            : throw new CompilerServices.InvalidRequestException("The member 'claim' names no stored request.");

    private static ClaimCheck? Read()
    {
        if (Environment.GetEnvironmentVariable("FUSIONIZE_CLAIM_BUCKET") is not { Length: > 0 } bucket)
            return null;
        var address = Variable("AWS_ENDPOINT_URL_S3") ?? Variable("AWS_ENDPOINT_URL");
        return new ClaimCheck(
            bucket,
            Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? "us-east-1",
            address is null ? null : new Uri(address),
            Credentials.Read(),
            Variable("FUSIONIZE_CLAIM_KEY")
        );
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static bool IsKey(string key)
    {
        if (key.Length != Folder.Length + KeyDigits || !key.StartsWith(Folder, StringComparison.Ordinal))
            return false;
        for (var i = Folder.Length; i < key.Length; i++)
        {
            if (!char.IsAsciiHexDigitLower(key[i]))
                return false;
        }
        return true;
    }

    // Both methods can be retried: each key is new, and its object never changes.
    private async Task<byte[]> SendAsync(string method, string key, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            string problem;
            try
            {
                var connection = _connections.TryTake() ?? await _connections.OpenAsync(cancellation).ConfigureAwait(false);
                var answered = false;
                try
                {
                    await connection.SendAsync(Request(method, key, body.Span, DateTime.UtcNow), cancellation).ConfigureAwait(false);
                    answered = true;
                }
                finally
                {
                    if (!answered)
                        connection.Dispose();
                }
                var status = connection.Response.Status;
                var content = status == 200 ? connection.Response.Body.ToArray() : [];
                _connections.Return(connection);
                if (status == 200)
                    return content;
                problem = $"it answered {status}";
                if (status < 500)
                    attempt = MaxAttempts;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                problem = e.Message;
            }
            if (attempt >= MaxAttempts)
                throw new RemoteCallException($"The bucket for large arguments can't be used ({method} {key}): {problem}");
            await Task.Delay(Random.Shared.Next(1, 50 << attempt), cancellation).ConfigureAwait(false);
        }
    }

    private ReadOnlyMemory<byte> Request(string method, string key, ReadOnlySpan<byte> body, DateTime time)
    {
        var request = new ByteBuffer(1024 + body.Length);
        var path = _path + key;
        request.WriteAscii($"{method} {path} HTTP/1.1\r\nHost: {_host}\r\nUser-Agent: fusionize\r\n");
        var signed = new List<(string, string)> { ("host", _host) };
        void Header(string name, string value)
        {
            request.WriteAscii($"{name}: {value}\r\n");
            signed.Add((name, value));
        }

        // Sorted by name, as the signature requires.
        if (_signer is not null)
        {
            Header("x-amz-content-sha256", Convert.ToHexStringLower(SHA256.HashData(body)));
            Header("x-amz-date", SigV4.Timestamp(time));
            if (_credentials!.SessionToken is { } token)
                Header("x-amz-security-token", token);
        }
        if (method == "PUT")
            Header("x-amz-server-side-encryption", _key is null ? "AES256" : "aws:kms");
        if (method == "PUT" && _key is not null)
            Header("x-amz-server-side-encryption-aws-kms-key-id", _key);
        if (_signer is not null)
            request.WriteAscii(
                $"Authorization: {_signer.Authorize(method, path, "", CollectionsMarshal.AsSpan(signed), body, time)}\r\n"
            );
        request.WriteAscii($"Content-Length: {body.Length}\r\n\r\n");
        request.Write(body);
        return request.Written;
    }
}
