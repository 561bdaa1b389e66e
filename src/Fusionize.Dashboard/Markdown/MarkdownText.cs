using System.Globalization;
using System.Text;

namespace Fusionize.Dashboard.Markdown;

/// <summary>
/// Text inside Markdown that is shown as it is. Names and reasons may come from logs, so they must not become markup, links, mentions or lines.
/// </summary>
internal static class MarkdownText
{
    private const string Markup = "\\`*_{}[]<>()#+!|~@&$\"'^=";

    /// <summary>Text of a paragraph or a table cell, in one line.</summary>
    /// <remarks>
    /// GitHub makes links of addresses even if they are written as entities. So two characters are replaced by others that look alike.
    /// </remarks>
    public static string Escape(string text) => Replace(text.Replace("://", "\u2236//").Replace("www.", "www\u2024"), r => $"&#{r};");

    /// <summary>The label of a node or an edge of a Mermaid diagram, without its quotes.</summary>
    public static string Label(string text) => Replace(text, r => $"#{r};");

    private static string Replace(string text, Func<int, string> entity)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value < 128 && Markup.Contains((char)rune.Value))
                escaped.Append(entity(rune.Value));
            else
                escaped.Append(
                    Rune.GetUnicodeCategory(rune) switch
                    {
                        UnicodeCategory.Control => " ",
                        UnicodeCategory.Format => "\uFFFD", // direction marks and invisible characters
                        _ => rune.ToString(),
                    }
                );
        }
        return escaped.ToString();
    }
}
