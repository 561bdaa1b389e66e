using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Fusionize.Records;

/// <summary>
/// One file of a log as CloudWatch Logs delivers it: the output of a subscription filter (JSON documents one after another, for example through
/// Firehose), or of an export task (a line per event that starts with its time). Compressed once, several times, in several members, or not at all.
/// Only one block is in memory at a time.
/// </summary>
public sealed class LogObject : IRawLogPart, IDisposable
{
    /// <summary>A document of a subscription has at most a few megabytes.</summary>
    private const int MaxBlock = 64 << 20;

    private const int MaxLayers = 3;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly string _name;
    private readonly string? _logGroup;
    private readonly LogQuery _query;
    private readonly HashSet<string> _groups;
    private readonly Stream _content;
    private Stream? _stream;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
    private byte[] _text = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private int _start,
        _end;
    private bool _isAtEnd;
    private bool? _isSubscription;
    private bool _hasEvents;

    /// <param name="name">Its name or key, for messages. The name of an export's folder is also the name of the stream.</param>
    /// <param name="content">Its content; disposed with this object.</param>
    /// <param name="logGroup">The log group of an export, since the file doesn't name it. Null: the only group of the query.</param>
    /// <param name="query">Groups and times; other events are left out.</param>
    public LogObject(string name, Stream content, LogQuery query, string? logGroup = null)
    {
        (_name, _query) = (name, query);
        _groups = new(query.LogGroups, StringComparer.Ordinal);
        _logGroup = logGroup ?? (query.LogGroups is [var only] ? only : null);
        _content = content;
    }

    public long Unreadable { get; private set; }

    /// <exception cref="InvalidDataException">The file holds something else, or is torn.</exception>
    /// <exception cref="IOException">It is an export, and several log groups are asked for.</exception>
    public bool Read(RawLineHandler handler)
    {
        try
        {
            _stream ??= Uncompressed(_content);
            _isSubscription ??= Begin() == '{';
            return _isSubscription.Value ? ReadDocument(handler) : ReadLine(handler);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{_name} isn't what a subscription filter sends: {e.Message}", e);
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(_name, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{_name} is torn: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        (_stream ?? _content).Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        ArrayPool<byte>.Shared.Return(_text);
        (_buffer, _text) = ([], []);
    }

    private bool ReadDocument(RawLineHandler handler)
    {
        while (true)
        {
            SkipSpace();
            var json = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isAtEnd, default);
            if (_start == _end && _isAtEnd)
                return false;
            // Read the whole object first: group and stream may come after the events.
            if (_start < _end && json.Read() && json.TrySkip())
            {
                var length = (int)json.BytesConsumed;
                Document(_buffer.AsSpan(_start, length), handler);
                _start += length;
                return true;
            }
            Fill();
        }
    }

    private void Document(ReadOnlySpan<byte> document, RawLineHandler handler)
    {
        string? group = null,
            stream = null;
        var isData = false;
        var events = ReadOnlySpan<byte>.Empty;
        var json = new Utf8JsonReader(document);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isEvents = json.ValueTextEquals("logEvents"u8);
            if (json.ValueTextEquals("logGroup"u8))
                group = Next(ref json).GetString();
            else if (json.ValueTextEquals("logStream"u8))
                stream = Next(ref json).GetString();
            else if (json.ValueTextEquals("messageType"u8))
                isData = Next(ref json).ValueTextEquals("DATA_MESSAGE"u8);
            else
            {
                json.Read();
                var start = (int)json.TokenStartIndex;
                json.Skip();
                if (isEvents)
                    events = document[start..(int)json.BytesConsumed];
            }
        }
        // The service also sends test messages.
        if (!isData)
            return;
        if (group is null || stream is null || events is not [(byte)'[', ..])
        {
            Unreadable++;
            return;
        }
        if (!_groups.Contains(group))
            return;
        var list = new Utf8JsonReader(events);
        list.Read();
        while (list.Read() && list.TokenType != JsonTokenType.EndArray)
        {
            if (list.TokenType != JsonTokenType.StartObject)
            {
                list.Skip();
                Unreadable++;
                continue;
            }
            long? time = null;
            var text = ReadOnlySpan<byte>.Empty;
            var isText = false;
            while (list.Read() && list.TokenType == JsonTokenType.PropertyName)
            {
                var (isTime, isMessage) = (list.ValueTextEquals("timestamp"u8), list.ValueTextEquals("message"u8));
                list.Read();
                if (isTime && list.TokenType == JsonTokenType.Number && list.TryGetInt64(out var given))
                    time = given;
                else if (isMessage && list.TokenType == JsonTokenType.String)
                    isText = TryText(ref list, out text);
                list.Skip();
            }
            if (time is { } at && isText)
                Give(group, stream, at, text, handler);
            else
                Unreadable++;
        }
    }

    private bool ReadLine(RawLineHandler handler)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var end = rest.IndexOf((byte)'\n');
            if (end < 0 && !_isAtEnd)
            {
                Fill();
                continue;
            }
            if (rest.IsEmpty)
                return false;
            var line = end < 0 ? rest : rest[..end];
            _start += end < 0 ? rest.Length : end + 1;
            // A line without a time continues the event before it. Lines of functions and platform have no line breaks.
            if (line.IndexOf((byte)' ') is var space && space > 0 && TryReadTime(line[..space], out var time))
            {
                _hasEvents = true;
                Give(
                    _logGroup ?? throw new IOException($"{_name} is an export, which doesn't say its log group; ask for one group at a time."),
                    StreamOf(_name),
                    time,
                    line[(space + 1)..],
                    handler
                );
            }
            // There is no event before it: the file is no export, or its beginning is lost.
            else if (!_hasEvents && !line.Trim(" \t\r"u8).IsEmpty)
                Unreadable++;
            return true;
        }
    }

    private void Give(string group, string stream, long time, ReadOnlySpan<byte> text, RawLineHandler handler)
    {
        if (time >= _query.From.ToUnixTimeMilliseconds() && (_query.To is not { } to || time <= to.ToUnixTimeMilliseconds()))
            handler(group, stream, time, text.TrimEnd("\r\n"u8));
    }

    private static bool TryReadTime(ReadOnlySpan<byte> text, out long time)
    {
        Span<char> chars = stackalloc char[40];
        time = 0;
        if (text.Length > chars.Length || !char.IsAsciiDigit((char)text[0]))
            return false;
        chars = chars[..Encoding.ASCII.GetChars(text, chars)];
        if (
            !DateTimeOffset.TryParse(
                chars,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var parsed
            )
        )
            return false;
        time = parsed.ToUnixTimeMilliseconds();
        return true;
    }

    // PREFIX/TASK/2026-11-21-[1]abc/000000.gz: slashes in the stream's name are replaced by dashes, which keeps streams distinct.
    private static string StreamOf(string name) => name.Split('/', '\\') is [.., var folder, _] ? folder : name;

    /// <returns>False for a string that isn't Unicode.</returns>
    private bool TryText(scoped ref Utf8JsonReader json, out ReadOnlySpan<byte> text)
    {
        text = json.ValueSpan;
        if (!json.ValueIsEscaped)
            return true;
        if (_text.Length < json.ValueSpan.Length)
        {
            ArrayPool<byte>.Shared.Return(_text);
            _text = ArrayPool<byte>.Shared.Rent(json.ValueSpan.Length);
        }
        try
        {
            text = _text.AsSpan(0, json.CopyString(_text));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static ref Utf8JsonReader Next(ref Utf8JsonReader json)
    {
        json.Read();
        return ref json;
    }

    /// <summary>The first byte of the content, after a byte order mark, which some programs add when they copy a text; -1 if there is none.</summary>
    private int Begin()
    {
        while (_end < ByteOrderMark.Length && !_isAtEnd)
            Fill();
        if (_buffer.AsSpan(0, _end).StartsWith(ByteOrderMark))
            _start = ByteOrderMark.Length;
        SkipSpace();
        return _start < _end ? _buffer[_start] : -1;
    }

    private void SkipSpace()
    {
        while (true)
        {
            while (_start < _end && _buffer[_start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                _start++;
            if (_start < _end || _isAtEnd)
                return;
            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxBlock)
                throw new InvalidDataException($"{_name} has a line or document of more than {MaxBlock >> 20} MB.");
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        var read = _stream!.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isAtEnd = read == 0;
    }

    /// <summary>Removes every layer of compression: the service compresses its output, and Firehose may compress it again.</summary>
    private static Stream Uncompressed(Stream content)
    {
        for (var layer = 0; layer < MaxLayers; layer++)
        {
            var buffered = new PeekStream(content);
            if (!buffered.StartsWith([0x1F, 0x8B]))
                return buffered;
            content = new GZipStream(buffered, CompressionMode.Decompress);
        }
        return content;
    }

    /// <summary>A stream whose first two bytes were read ahead.</summary>
    private sealed class PeekStream : Stream
    {
        private readonly Stream _inner;
        private readonly byte[] _head = new byte[2];
        private readonly int _headLength;
        private int _given;

        public PeekStream(Stream inner) => (_inner, _headLength) = (inner, inner.ReadAtLeast(_head, 2, throwOnEndOfStream: false));

        public bool StartsWith(ReadOnlySpan<byte> bytes) => _head.AsSpan(0, _headLength).StartsWith(bytes);

        public override int Read(Span<byte> buffer)
        {
            if (_given == _headLength)
                return _inner.Read(buffer);
            var count = Math.Min(buffer.Length, _headLength - _given);
            _head.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _inner.Dispose();
            base.Dispose(disposing);
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
