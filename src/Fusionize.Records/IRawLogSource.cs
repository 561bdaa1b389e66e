namespace Fusionize.Records;

/// <summary>Receives one line of a log, in UTF-8. The line is valid only during the call.</summary>
/// <param name="time">Unix milliseconds.</param>
public delegate void RawLineHandler(string logGroup, string stream, long time, ReadOnlySpan<byte> message);

/// <summary>A log too large to make an object of each of its lines.</summary>
public interface IRawLogSource
{
    /// <summary>The parts of the log, one after another. Read each part before you ask for the next one.</summary>
    IAsyncEnumerable<IRawLogPart> ReadAsync(LogQuery query, CancellationToken cancellation);
}

/// <summary>A part of a log.</summary>
public interface IRawLogPart
{
    /// <summary>Gives any number of lines; false if there are no more.</summary>
    /// <exception cref="InvalidDataException">The rest of the part can't be read.</exception>
    bool Read(RawLineHandler handler);

    /// <summary>Number of unreadable events so far; their lines were not given.</summary>
    long Unreadable => 0;
}
