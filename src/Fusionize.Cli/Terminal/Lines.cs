using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>Long lines below an indent: broken where they may be, so that a setup can be read in a narrow terminal as well.</summary>
internal static class Lines
{
    public static void Print(IAnsiConsole console, int indent, string text, string style = "default")
    {
        foreach (var line in Break(text, console.Profile.Width - indent))
            console.MarkupLine($"{new string(' ', indent)}[{style}]{Markup.Escape(line)}[/]");
    }

    /// <summary>Breaks after blanks and, in the notation, between groups and after commas.</summary>
    internal static IEnumerable<string> Break(string text, int width)
    {
        width = Math.Max(width, 20);
        while (text.Length > width)
        {
            var at = text.LastIndexOf(' ', width) is var blank and > 0 ? blank
                : text.LastIndexOf(")-", width - 2, StringComparison.Ordinal) is var group and > 0 ? group + 2
                : text.LastIndexOf(',', width - 1) is var comma and > 0 ? comma + 1
                : width;
            yield return text[..at].TrimEnd();
            text = text[at..].TrimStart();
        }
        yield return text;
    }
}
