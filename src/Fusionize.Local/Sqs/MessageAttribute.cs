using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fusionize.Local.Sqs;

/// <summary>An attribute of a message: a text, a number as text, or bytes.</summary>
internal sealed record MessageAttribute(string DataType, string? Text, byte[]? Bytes)
{
    private const int MaxAttributes = 10;

    public int Size => Encoding.UTF8.GetByteCount(DataType) + (Bytes?.Length ?? Encoding.UTF8.GetByteCount(Text!));

    /// <summary>Checks and reads a message's attributes. Null: it has none.</summary>
    public static SortedDictionary<string, MessageAttribute>? Read(Dictionary<string, AttributeBody?>? bodies)
    {
        if (bodies is null or { Count: 0 })
            return null;
        if (bodies.Count > MaxAttributes)
            throw SqsError.Invalid($"Number of message attributes [{bodies.Count}] exceeds the allowed maximum [{MaxAttributes}].");
        var read = new SortedDictionary<string, MessageAttribute>(StringComparer.Ordinal);
        foreach (var (name, body) in bodies)
        {
            CheckName(name);
            read[name] = Read(name, body ?? new(null, null, null, null, null));
        }
        return read;
    }

    private static void CheckName(string name)
    {
        var valid =
            name.Length is > 0 and <= 256
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            && !name.StartsWith('.')
            && !name.EndsWith('.')
            && !name.Contains("..", StringComparison.Ordinal);
        if (!valid)
            throw SqsError.Invalid($"The message attribute name '{name}' is invalid.");
        if (name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase))
            throw SqsError.Invalid($"You can't use message attribute names beginning with 'AWS.' or 'Amazon.', as '{name}'.");
    }

    private static MessageAttribute Read(string name, AttributeBody body)
    {
        if (body.StringListValues is { Length: > 0 } || body.BinaryListValues is { Length: > 0 })
            throw SqsError.Unsupported("Message attribute lists in SendMessage operation are not supported.");
        if (string.IsNullOrEmpty(body.DataType))
            throw SqsError.Invalid($"The message attribute '{name}' must contain a non-empty message attribute type.");
        var kind = body.DataType.Split('.')[0];
        if (kind is not ("String" or "Number" or "Binary") || body.DataType.Length > 256)
            throw SqsError.Invalid(
                $"The message attribute '{name}' has an invalid message attribute type, "
                    + "the set of supported type prefixes is Binary, Number, and String."
            );
        if (kind == "Binary")
        {
            return body is { StringValue: null, BinaryValue: { Length: > 0 } bytes }
                ? new(body.DataType, null, bytes)
                : throw SqsError.Invalid($"The message attribute '{name}' must contain a non-empty message attribute value for type 'Binary'.");
        }
        if (body is not { BinaryValue: null, StringValue: { Length: > 0 } text })
            throw SqsError.Invalid($"The message attribute '{name}' must contain a non-empty message attribute value for type '{kind}'.");
        if (kind == "Number" && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            throw SqsError.Invalid($"Can't cast the value of message (user) attribute '{name}' to a number.");
        MessageText.Check(text);
        return new(body.DataType, text, null);
    }

    /// <summary>The hash that clients compare with their own; null without attributes.</summary>
    public static string? Md5(IReadOnlyDictionary<string, MessageAttribute>? attributes)
    {
        if (attributes is null or { Count: 0 })
            return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var (name, attribute) in attributes.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            Add(Encoding.UTF8.GetBytes(name));
            Add(Encoding.UTF8.GetBytes(attribute.DataType));
            hash.AppendData([attribute.Bytes is null ? (byte)1 : (byte)2]);
            Add(attribute.Bytes ?? Encoding.UTF8.GetBytes(attribute.Text!));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(ReadOnlySpan<byte> bytes)
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
    }
}
