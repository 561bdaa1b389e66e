using System.Buffers.Text;
using System.Text;

namespace Fusionize.Http;

/// <summary>One HTTP/1.1 response, parsed from the bytes of a connection as they arrive. Reused for the connection's next response.</summary>
/// <remarks>
/// A function uses HTTP with two servers only: the platform's Runtime API and Lambda's endpoint. The framework's client costs more start-up time than
/// everything else in this library together (docs/function.md has the figures), so this client supports only what these two need.
/// </remarks>
internal sealed class HttpResponse
{
    private const int InitialCapacity = 16 * 1024;
    private const int KeptCapacity = 512 * 1024;
    private const int MaxHeadBytes = 64 * 1024;

    /// <summary>The maximum size of a body; a larger one is refused.</summary>
    public const int MaxBodyBytes = 64 * 1024 * 1024;

    private byte[] _bytes = new byte[InitialCapacity];
    private int _length;
    private int _headStart;
    private int _headEnd;
    private int _bodyEnd;
    private int _chunkPosition;
    private long _contentLength;
    private BodyKind _kind;

    private enum BodyKind : byte
    {
        Unknown,
        Length,
        Chunked,
        UntilClose,
    }

    public int Status;

    /// <summary>Whether the connection can carry another request.</summary>
    public bool KeepAlive;

    /// <summary>Whether any byte of a response has arrived.</summary>
    public bool HasBegun => _length > 0;

    public ReadOnlyMemory<byte> Body => _bytes.AsMemory(_headEnd, _bodyEnd - _headEnd);

    /// <summary>The buffer for the connection's next bytes.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (_length == _bytes.Length)
                Array.Resize(ref _bytes, _bytes.Length * 2);
            return _bytes.AsMemory(_length);
        }
    }

    public void Clear()
    {
        _length = _headStart = _headEnd = _bodyEnd = _chunkPosition = 0;
        _kind = BodyKind.Unknown;
        Status = 0;
        if (_bytes.Length > KeptCapacity)
            _bytes = new byte[InitialCapacity];
    }

    /// <summary>
    /// Processes the bytes that were read into <see cref="Free"/>; 0 means the end of the connection. Returns true if the response is complete.
    /// </summary>
    public bool Take(int count)
    {
        if (count == 0)
        {
            if (_kind != BodyKind.UntilClose)
                throw new MalformedHttpException("The connection was closed within a response.");
            _bodyEnd = _length;
            return true;
        }
        _length += count;
        while (_kind == BodyKind.Unknown)
        {
            if (!TryReadHead())
                return false;
        }
        return _kind switch
        {
            BodyKind.Length => TakeLength(),
            BodyKind.Chunked => TakeChunks(),
            _ => TakeRest(),
        };
    }

    /// <summary>The header's value without surrounding white space; empty if there is no such header.</summary>
    public ReadOnlySpan<byte> Header(ReadOnlySpan<byte> name)
    {
        var head = _bytes.AsSpan(_headStart, _headEnd - _headStart);
        while (true)
        {
            var end = head.IndexOf("\r\n"u8);
            if (end <= 0)
                return default;
            var line = head[..end];
            head = head[(end + 2)..];
            if (line.Length > name.Length && line[name.Length] == ':' && Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                return Trim(line[(name.Length + 1)..]);
            }
        }
    }

    public string? HeaderText(ReadOnlySpan<byte> name) => Header(name) is { IsEmpty: false } value ? Encoding.Latin1.GetString(value) : null;

    /// <summary>Reads the status line and the headers; skips informational responses (1xx). Returns false if more bytes are needed.</summary>
    private bool TryReadHead()
    {
        var bytes = _bytes.AsSpan(_headEnd, _length - _headEnd);
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            if (bytes.Length > MaxHeadBytes)
                throw new MalformedHttpException("A response's head is too long.");
            return false;
        }
        _headStart = _headEnd;
        _headEnd += end + 4;

        // "HTTP/1.1 200 …"
        if (
            end < 12
            || !bytes.StartsWith("HTTP/1."u8)
            || bytes[8] != ' '
            || !Utf8Parser.TryParse(bytes[9..12], out int status, out var digits)
            || digits != 3
        )
        {
            throw new MalformedHttpException("The peer doesn't speak HTTP/1.1.");
        }
        if (status < 200)
            return true;

        Status = status;
        KeepAlive = bytes[7] == '1' && !Ascii.EqualsIgnoreCase(Header("connection"u8), "close"u8);
        _bodyEnd = _chunkPosition = _headEnd;
        var length = Header("content-length"u8);
        if (status is 204 or 304)
        {
            (_kind, _contentLength) = (BodyKind.Length, 0);
        }
        else if (Ascii.EqualsIgnoreCase(Header("transfer-encoding"u8), "chunked"u8))
        {
            _kind = BodyKind.Chunked;
        }
        else if (!length.IsEmpty)
        {
            if (!Utf8Parser.TryParse(length, out _contentLength, out digits) || digits != length.Length || _contentLength is < 0 or > MaxBodyBytes)
            {
                throw new MalformedHttpException("A response's Content-Length is malformed or too large.");
            }
            _kind = BodyKind.Length;
            var total = _headEnd + (int)_contentLength;
            if (total > _bytes.Length)
                Array.Resize(ref _bytes, total);
        }
        else
        {
            (_kind, KeepAlive) = (BodyKind.UntilClose, false);
        }
        return true;
    }

    private bool TakeLength()
    {
        var have = _length - _headEnd;
        if (have < _contentLength)
            return false;
        if (have > _contentLength)
            KeepAlive = false; // the server sent more bytes than the response has
        _bodyEnd = _headEnd + (int)_contentLength;
        return true;
    }

    private bool TakeRest()
    {
        if (_length - _headEnd > MaxBodyBytes)
            throw new MalformedHttpException("A response's body is too large.");
        return false;
    }

    /// <summary>Moves each complete chunk to the end of the body gathered so far.</summary>
    private bool TakeChunks()
    {
        while (true)
        {
            var rest = _bytes.AsSpan(_chunkPosition, _length - _chunkPosition);
            var lineEnd = rest.IndexOf("\r\n"u8);
            if (lineEnd < 0)
            {
                if (rest.Length > MaxHeadBytes)
                    throw new MalformedHttpException("A chunk's size line is too long.");
                return false;
            }
            if (
                !Utf8Parser.TryParse(rest[..lineEnd], out int size, out var digits, 'x')
                || digits == 0
                || size < 0
                || (digits < lineEnd && rest[digits] is not ((byte)';' or (byte)' ' or (byte)'\t'))
                || size > MaxBodyBytes - (_bodyEnd - _headEnd)
            )
            {
                throw new MalformedHttpException("A chunk's size is malformed or too large.");
            }
            if (size == 0)
                return TakeTrailers(rest[(lineEnd + 2)..]);
            if (rest.Length < lineEnd + 2 + size + 2)
                return false;
            if (rest[lineEnd + 2 + size] != '\r' || rest[lineEnd + 2 + size + 1] != '\n')
                throw new MalformedHttpException("A chunk is longer than its size line.");
            rest.Slice(lineEnd + 2, size).CopyTo(_bytes.AsSpan(_bodyEnd));
            _bodyEnd += size;
            _chunkPosition += lineEnd + 2 + size + 2;
        }
    }

    // MemoryExtensions.Trim isn't used because it would have to be compiled for bytes during the cold start.
    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value)
    {
        while (value.Length > 0 && (value[0] is (byte)' ' or (byte)'\t'))
            value = value[1..];
        while (value.Length > 0 && (value[^1] is (byte)' ' or (byte)'\t'))
            value = value[..^1];
        return value;
    }

    private static bool TakeTrailers(ReadOnlySpan<byte> trailers)
    {
        if (trailers.Length > MaxHeadBytes)
            throw new MalformedHttpException("A response's trailers are too long.");
        return trailers.StartsWith("\r\n"u8) || trailers.IndexOf("\r\n\r\n"u8) >= 0;
    }
}

/// <summary>The peer sent something that isn't HTTP, or closed the connection in the middle of a response.</summary>
internal sealed class MalformedHttpException(string message) : IOException(message);
