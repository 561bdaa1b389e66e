using System.Globalization;

namespace Fusionize.Logging;

/// <summary>
/// An entry as text, in the order of Lambda's own text format: time, request id, level, message. Fields are separated by tabs, and line breaks are
/// written as <c>\n</c>.
/// </summary>
internal static class TextEntry
{
    public static void Write(LineBuffer line, LogEntry entry, int maxText)
    {
        line.Add(entry.Time.UtcDateTime.ToString(LogText.TimeFormat, CultureInfo.InvariantCulture));
        Field(line, entry.Running?.RequestId ?? "-", maxText);
        Field(line, LogSettings.NameOf(entry.Level), maxText);
        Field(line, entry.Category, maxText);
        Field(line, entry.Message, maxText);
        line.Add('\t');
        if (entry.Running is { } running)
        {
            Pair(line, "task", running.Task, maxText);
            Pair(line, "setup", running.Setup, maxText);
            Pair(line, "trace", running.TraceId, maxText);
        }
        foreach (var scope in LogText.ScopesOf(entry))
            Pair(line, "scope", scope, maxText);
        foreach (var (name, value) in LogText.ValuesOf(entry))
            if (line.Written.Length < LogLine.MaxBytes / 2)
                Pair(line, name, value, maxText);
        if (entry.Exception is { } error)
            Field(line, LogText.Of(error), maxText);
    }

    private static void Field(LineBuffer line, string text, int maxText)
    {
        line.Add('\t');
        Add(line, LogText.Clip(text, maxText));
    }

    private static void Pair(LineBuffer line, string name, object? value, int maxText)
    {
        if (line.Written[^1] != '\t')
            line.Add(' ');
        Add(line, LogText.Clip(name, maxText));
        line.Add('=');
        var text =
            LogText.ElementsOf(value) is { } list && value is not IFormattable
                ? "[" + string.Join(", ", list.Cast<object?>().Take(20).Select(LogText.Of)) + "]"
                : LogText.Of(value);
        Add(line, LogText.Clip(text, maxText));
    }

    /// <summary>Control characters would break the line, or act on a terminal.</summary>
    private static void Add(LineBuffer line, string text)
    {
        var done = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsControl(text[i]) && text[i] is not ('\u2028' or '\u2029'))
                continue;
            line.Add(text.AsSpan(done, i - done));
            line.Add(
                text[i] switch
                {
                    '\n' => "\\n",
                    '\t' => "\\t",
                    '\r' => i + 1 < text.Length && text[i + 1] == '\n' ? "" : "\\r",
                    var c => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                }
            );
            done = i + 1;
        }
        line.Add(text.AsSpan(done));
    }
}
