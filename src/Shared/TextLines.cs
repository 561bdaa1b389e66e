using System.Text;

namespace Fusionize.Shared;

/// <summary>Lines of tab-separated fields, a format that the compiler plug-in can read without a JSON library.</summary>
internal static class TextLines
{
    /// <summary>The text for an absent value.</summary>
    public const string None = "-";

    public const string Version = "1";

    public static StringBuilder AppendLine(this StringBuilder text, params string[] fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0)
                text.Append('\t');
            foreach (var c in fields[i])
                _ = c switch
                {
                    '\\' => text.Append(@"\\"),
                    '\t' => text.Append(@"\t"),
                    '\n' => text.Append(@"\n"),
                    '\r' => text.Append(@"\r"),
                    _ => text.Append(c),
                };
        }
        return text.Append('\n');
    }

    public static IEnumerable<Line> Read(string text)
    {
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r');
            if (line.Length > 0)
                yield return new Line(number, line.Split('\t').Select(Unescape).ToArray());
        }
    }

    private static string Unescape(string field)
    {
        if (field.IndexOf('\\') < 0)
            return field;
        var text = new StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
            text.Append(
                field[i] != '\\' || i + 1 == field.Length
                    ? field[i]
                    : field[++i] switch
                    {
                        't' => '\t',
                        'n' => '\n',
                        'r' => '\r',
                        var c => c,
                    }
            );
        return text.ToString();
    }

    /// <summary>One line. Reading a missing or invalid field throws a <see cref="FormatException"/> with the line's number.</summary>
    internal sealed class Line(int number, string[] fields)
    {
        public string Kind => fields[0];

        public int Count => fields.Length;

        public string this[int index] => index < fields.Length ? fields[index] : throw Bad($"field {index} of '{Kind}' is missing");

        public string? Optional(int index) => this[index] == None ? null : this[index];

        public int Number(int index) =>
            int.TryParse(
                this[index],
                System.Globalization.NumberStyles.AllowLeadingSign,
                System.Globalization.CultureInfo.InvariantCulture,
                out var value
            )
                ? value
                : throw Bad($"'{this[index]}' is no number");

        /// <summary>The position of a field's value among the allowed ones.</summary>
        public int Choice(int index, params string[] allowed) =>
            Array.IndexOf(allowed, this[index]) is var i and >= 0 ? i : throw Bad($"'{this[index]}' is none of {string.Join(", ", allowed)}");

        public FormatException Bad(string why) => new($"Line {number}: {why}.");
    }
}
