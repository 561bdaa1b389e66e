using System.Buffers;

namespace Fusionize.Local.Lambda;

/// <summary>Status and headers before a streamed HTTP body: JSON and eight zero bytes.</summary>
internal static class StreamPrelude
{
    public const string ContentType = "application/vnd.awslambda.http-integration-response";

    public static bool TrySplit(ReadOnlySequence<byte> bytes, out ReadOnlySequence<byte> prelude, out ReadOnlySequence<byte> rest)
    {
        var reader = new SequenceReader<byte>(bytes);
        if (reader.TryReadTo(out prelude, "\0\0\0\0\0\0\0\0"u8))
        {
            rest = reader.UnreadSequence;
            return true;
        }
        rest = default;
        return false;
    }
}
