using System.Text;

namespace Fusionize.Local.Logs;

/// <summary>A stored event: the position of its text in the segment.</summary>
internal readonly record struct StoredEvent(long Timestamp, int Stream, int Offset, int Length);

/// <summary>
/// About a megabyte of a log group's events in order of arrival. The newest segment grows in memory; a full one is written to disk and
/// read back when a query touches it, so memory doesn't grow with the log.
/// </summary>
internal sealed class LogSegment(long firstSequence, string file)
{
    public const int Size = 1 << 20;

    private readonly HashSet<int> _streams = [];
    private List<StoredEvent>? _events = [];
    private byte[]? _text = new byte[64 * 1024];
    private int _used;

    public long FirstSequence { get; } = firstSequence;
    public int Count { get; private set; }
    public int Bytes => _used + Count * 24;
    public long FirstTimestamp { get; private set; } = long.MaxValue;
    public long LastTimestamp { get; private set; } = long.MinValue;
    public bool Full => _used >= Size;

    /// <summary>Whether its content was dropped.</summary>
    public bool IsDeleted { get; private set; }

    public bool Contains(int stream) => _streams.Contains(stream);

    /// <summary>Streams with events in this segment.</summary>
    public IReadOnlyCollection<int> Streams => _streams;

    public void Append(long timestamp, int stream, ReadOnlySpan<byte> message)
    {
        if (_text!.Length - _used < message.Length)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _used + message.Length));
        message.CopyTo(_text.AsSpan(_used));
        _events!.Add(new(timestamp, stream, _used, message.Length));
        _used += message.Length;
        Count++;
        _streams.Add(stream);
        FirstTimestamp = Math.Min(FirstTimestamp, timestamp);
        LastTimestamp = Math.Max(LastTimestamp, timestamp);
    }

    /// <summary>Moves the content to disk. If that fails, the segment stays in memory.</summary>
    public void Spill()
    {
        using (var writer = new BinaryWriter(new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, 64 * 1024), Encoding.UTF8))
        {
            writer.Write(Count);
            foreach (var e in _events!)
            {
                writer.Write(e.Timestamp);
                writer.Write(e.Stream);
                writer.Write(e.Offset);
                writer.Write(e.Length);
            }
            writer.Write(_text!, 0, _used);
        }
        _events = null;
        _text = null;
    }

    public LogPage Read()
    {
        if (_events is not null)
            return new([.. _events], _text!);
        using var reader = new BinaryReader(
            new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024),
            Encoding.UTF8
        );
        var read = new StoredEvent[reader.ReadInt32()];
        for (var i = 0; i < read.Length; i++)
            read[i] = new(reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        return new(read, reader.ReadBytes(_used));
    }

    public void Delete()
    {
        IsDeleted = true;
        if (_events is null)
            File.Delete(file);
    }
}

/// <summary>A segment's content. It may be read while the segment grows, because written parts never change.</summary>
internal sealed record LogPage(StoredEvent[] Events, byte[] Text)
{
    public ReadOnlySpan<byte> Message(in StoredEvent e) => Text.AsSpan(e.Offset, e.Length);
}
