using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Fusionize.Records;

/// <summary>A request id in 16 bytes, whatever it looks like: Lambda's are UUIDs, others are hashed.</summary>
internal static class RequestKey
{
    private const int MaxLength = 200;

    /// <summary>Whether it can be an id: printable ASCII without blanks.</summary>
    public static bool IsId(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= MaxLength && text.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;

    public static Guid Of(ReadOnlySpan<byte> requestId) =>
        Utf8Parser.TryParse(requestId, out Guid id, out var used) && used == requestId.Length ? id : new(SHA256.HashData(requestId).AsSpan(0, 16));

    /// <summary>Whether the key says the id again.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> requestId) =>
        requestId.Length == 36
        && Utf8Parser.TryParse(requestId, out Guid _, out var used)
        && used == 36
        && requestId.IndexOfAnyInRange((byte)'A', (byte)'F') < 0;

    public static Guid Of(string requestId) =>
        Guid.TryParseExact(requestId, "D", out var id) ? id : new(SHA256.HashData(Encoding.UTF8.GetBytes(requestId)).AsSpan(0, 16));
}
