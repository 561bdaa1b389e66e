using System.Buffers;

namespace Fusionize.Json;

/// <summary>A growing byte buffer that is reused.</summary>
/// <remarks><see cref="ArrayBufferWriter{T}"/> isn't used because it clears its whole array for each new use and never shrinks.</remarks>
internal sealed class ByteBuffer(int capacity) : IBufferWriter<byte>
{
    /// <summary>The largest array that is kept. Otherwise one large request would occupy its memory until the process ends.</summary>
    private const int KeptCapacity = 256 * 1024;

    private byte[] _bytes = new byte[capacity];
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public int Length => _length;

    public void Clear()
    {
        _length = 0;
        if (_bytes.Length > KeptCapacity)
            _bytes = new byte[capacity];
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - _length), nameof(count));
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Appends text that is known to be ASCII.</summary>
    public void WriteAscii(ReadOnlySpan<char> text)
    {
        Reserve(text.Length);
        var target = _bytes.AsSpan(_length);
        for (var i = 0; i < text.Length; i++)
            target[i] = text[i] < 0x80 ? (byte)text[i] : (byte)'?';
        _length += text.Length;
    }

    public void WriteNumber(long number)
    {
        Reserve(20);
        number.TryFormat(_bytes.AsSpan(_length), out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        _length += written;
    }

    private void Reserve(int size)
    {
        if (_bytes.Length - _length >= Math.Max(size, 1))
            return;
        Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)_bytes.Length * 2, (long)_length + size)));
    }
}
