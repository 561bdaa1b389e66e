using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Fusionize.Records;

/// <summary>A request id in 16 bytes, in any format: UUIDs (Lambda's format) are stored, other ids are hashed.</summary>
internal static class RequestKey
{
    private const int MaxLength = 200;
    private const int UuidLength = 36;

    /// <summary>Whether it can be an id: printable ASCII without blanks.</summary>
    public static bool IsId(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= MaxLength && text.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;

    public static Guid Of(ReadOnlySpan<byte> requestId) => Of(requestId, out _);

    /// <param name="isWhole">Whether the id can be restored from the key.</param>
    public static Guid Of(ReadOnlySpan<byte> requestId, out bool isWhole)
    {
        isWhole = TryParse(requestId, out var id);
        if (!isWhole)
            return new(SHA256.HashData(requestId).AsSpan(0, 16));
        isWhole = !requestId.ContainsAnyInRange((byte)'A', (byte)'F');
        return id;
    }

    // As Utf8Parser, in a third of the time.
    private static bool TryParse(ReadOnlySpan<byte> text, out Guid id)
    {
        id = default;
        if (text.Length != UuidLength || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
            return false;
        Span<byte> digits = stackalloc byte[32];
        text[..8].CopyTo(digits);
        text[9..13].CopyTo(digits[8..]);
        text[14..18].CopyTo(digits[12..]);
        text[19..23].CopyTo(digits[16..]);
        text[24..].CopyTo(digits[20..]);
        Span<byte> bytes = stackalloc byte[16];
        if (Convert.FromHexString(digits, bytes, out _, out var written) != OperationStatus.Done || written != bytes.Length)
            return false;
        id = new(bytes, bigEndian: true);
        return true;
    }

    public static Guid Of(string requestId) =>
        Guid.TryParseExact(requestId, "D", out var id) ? id : new(SHA256.HashData(Encoding.UTF8.GetBytes(requestId)).AsSpan(0, 16));
}
