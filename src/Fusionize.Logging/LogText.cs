using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Fusionize.Logging;

/// <summary>Texts of logged values: the same in every culture.</summary>
internal static class LogText
{
    public const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private const string Template = "{OriginalFormat}";

    /// <summary>The message's values and those of the scopes, by name. An inner scope replaces the values of an outer one.</summary>
    public static List<KeyValuePair<string, object?>> ValuesOf(LogEntry entry)
    {
        var values = new List<KeyValuePair<string, object?>>();
        foreach (var scope in LogScope.Outermost(entry.Scope))
            switch (scope.State)
            {
                case IEnumerable<KeyValuePair<string, object?>> pairs:
                    Add(values, pairs);
                    break;
                case IEnumerable<KeyValuePair<string, string>> texts:
                    Add(values, texts.Select(static t => KeyValuePair.Create(t.Key, (object?)t.Value)));
                    break;
                case ITuple { Length: 2 } pair when pair[0] is string name:
                    Add(values, [KeyValuePair.Create(name, pair[1])]);
                    break;
            }
        if (entry.State is { } state)
            Add(values, state);
        return values;
    }

    /// <summary>The scopes that have a text of their own, from the outermost to the innermost.</summary>
    public static IEnumerable<string> ScopesOf(LogEntry entry) =>
        LogScope
            .Outermost(entry.Scope)
            .Where(static s => s.State is string or IEnumerable<KeyValuePair<string, object?>> && IsText(s.State))
            .Select(static s => Of(s.State));

    /// <summary>A value as text.</summary>
    public static string Of(object? value)
    {
        try
        {
            return value switch
            {
                null => "null",
                string text => text,
                DateTime or DateTimeOffset => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
                IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
                _ => value.ToString() ?? "",
            };
        }
        catch (Exception e)
        {
            return $"({value?.GetType()}.ToString() failed: {e.GetType()})";
        }
    }

    /// <summary>A shortened text says so. No half of a surrogate pair is left.</summary>
    public static string Clip(string text, int maxLength)
    {
        if (text.Length <= maxLength)
            return text;
        var length = char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, length)}… ({text.Length} characters)");
    }

    /// <summary>A list's elements; null for any other value.</summary>
    public static IEnumerable? ElementsOf(object? value) => value is IEnumerable list and not string ? list : null;

    private static bool IsText(object state) =>
        state is string || state is IEnumerable<KeyValuePair<string, object?>> pairs && pairs.Any(static p => p.Key == Template);

    private static void Add(List<KeyValuePair<string, object?>> values, IEnumerable<KeyValuePair<string, object?>> more)
    {
        foreach (var pair in more)
        {
            if (pair.Key == Template)
                continue;
            var known = values.FindIndex(v => v.Key == pair.Key);
            if (known >= 0)
                values[known] = pair;
            else
                values.Add(pair);
        }
    }
}
