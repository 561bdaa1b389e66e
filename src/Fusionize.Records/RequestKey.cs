using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Fusionize.Records;

/// <summary>A request id in 16 bytes, whatever it looks like: Lambda's are UUIDs, others are hashed.</summary>
internal static class RequestKey
{
    public static Guid Of(ReadOnlySpan<byte> requestId) =>
        Utf8Parser.TryParse(requestId, out Guid id, out var used) && used == requestId.Length ? id : new(SHA256.HashData(requestId).AsSpan(0, 16));

    public static Guid Of(string requestId) =>
        Guid.TryParseExact(requestId, "D", out var id) ? id : new(SHA256.HashData(Encoding.UTF8.GetBytes(requestId)).AsSpan(0, 16));
}
