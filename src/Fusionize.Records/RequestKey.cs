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

    public static Guid Of(ReadOnlySpan<byte> requestId) => Of(requestId, out _);

    /// <param name="isWhole">Whether the key says the id again.</param>
    public static Guid Of(ReadOnlySpan<byte> requestId, out bool isWhole)
    {
        isWhole = Utf8Parser.TryParse(requestId, out Guid id, out var used) && used == requestId.Length;
        if (!isWhole)
            return new(SHA256.HashData(requestId).AsSpan(0, 16));
        isWhole = !requestId.ContainsAnyInRange((byte)'A', (byte)'F');
        return id;
    }

    public static Guid Of(string requestId) =>
        Guid.TryParseExact(requestId, "D", out var id) ? id : new(SHA256.HashData(Encoding.UTF8.GetBytes(requestId)).AsSpan(0, 16));
}
