using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Fusionize.Packaging.Reaching;

/// <summary>Computes one hash of a sequence of values, each with its length.</summary>
internal sealed class ContentHash
{
    private readonly MemoryStream _content = new();

    public ContentHash Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    public ContentHash Add(int number)
    {
        _content.Write(BitConverter.GetBytes(number));
        return this;
    }

    public ContentHash Add(ReadOnlySpan<byte> bytes)
    {
        Add(bytes.Length);
        _content.Write(bytes);
        return this;
    }

    public ContentHash Add(ImmutableArray<byte> bytes) => Add(bytes.AsSpan());

    public ContentHash AddAll(IEnumerable<string> texts)
    {
        foreach (var text in texts)
            Add(text);
        return Add(-1);
    }

    public override string ToString() => Convert.ToHexStringLower(SHA256.HashData(_content.GetBuffer().AsSpan(0, (int)_content.Length)));
}
