namespace Fusionize.Records;

/// <summary>Takes one line of a log, in UTF-8; it is gone after the call.</summary>
/// <param name="time">Unix milliseconds.</param>
public delegate void RawLineHandler(string logGroup, string stream, long time, ReadOnlySpan<byte> message);

/// <summary>A log too large to make an object of each of its lines.</summary>
public interface IRawLogSource
{
    /// <summary>The log in parts, one after another; a part is to be read before the next is asked for.</summary>
    IAsyncEnumerable<IRawLogPart> ReadAsync(LogQuery query, CancellationToken cancellation);
}

/// <summary>A part of such a log.</summary>
public interface IRawLogPart
{
    /// <summary>Gives some lines, in any number; false: there are no more.</summary>
    /// <exception cref="InvalidDataException">The rest of the part can't be read.</exception>
    bool Read(RawLineHandler handler);

    /// <summary>Events so far that couldn't be read, so that their lines weren't given.</summary>
    long Unreadable => 0;
}
