namespace Fusionize.Logging;

/// <summary>
/// Writes an entry as one line that the platform keeps whole, and that nobody can take for a line of the platform or for a trace line of the runtime,
/// whatever the application logs.
/// </summary>
internal static class LogLine
{
    /// <summary>A CloudWatch Logs event may be 256 KiB. What is longer is split, and the rest would look like a line of its own.</summary>
    public const int MaxBytes = 200 * 1024;

    /// <summary>The longest text in an entry, in characters. It is shortened further if the line is too long.</summary>
    private const int MaxText = 64 * 1024;

    private const int MinText = 64;

    public static void Write(LineBuffer line, LogEntry entry, bool isJson)
    {
        for (var maxText = MaxText; ; maxText /= 4)
        {
            line.Cut(0);
            if (isJson)
                JsonEntry.Write(line, entry, maxText);
            else
                TextEntry.Write(line, entry, maxText);
            if (line.Written.Length < MaxBytes || maxText <= MinText)
                break;
        }
        if (isJson)
            EscapeMark(line);
        else
            BreakMark(line);
        line.Add('\n');
    }

    /// <summary>
    /// Readers of trace lines look for the name of their first member, also inside of another object. With its first letter escaped, the text in the
    /// log doesn't have this name, and means the same.
    /// </summary>
    private static void EscapeMark(LineBuffer line)
    {
        for (var from = 0; line.Written[from..].IndexOf("fusionize"u8) is >= 0 and var found;)
        {
            var at = from + found;
            var escapes = 0;
            while (at - escapes > 0 && line.Written[at - escapes - 1] == '\\')
                escapes++;
            // After an odd number of backslashes the letter is a part of an escape, a form feed.
            if (escapes % 2 == 0)
                line.Insert(at, "\\u0066"u8, replaced: 1);
            from = at + 1;
        }
    }

    /// <summary>In text, a space makes it another name.</summary>
    private static void BreakMark(LineBuffer line)
    {
        for (var from = 0; line.Written[from..].IndexOf("\"fusionize"u8) is >= 0 and var found; from += found + 2)
            line.Insert(from + found + 1, " "u8, replaced: 0);
    }
}
