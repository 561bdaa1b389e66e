using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>Wraps long lines below an indent, so that a setup can be read in a narrow terminal.</summary>
internal static class Lines
{
    public static void Print(IAnsiConsole console, int indent, string text, string style = "default") =>
        Print(console, new string(' ', indent), text, style);

    /// <summary>A label before the first line, and blanks of the same width before the others.</summary>
    public static void Print(IAnsiConsole console, string label, string text, string style = "default")
    {
        foreach (var line in Break(text, console.Profile.Width - label.Length))
        {
            console.MarkupLine($"{Markup.Escape(label)}[{style}]{Markup.Escape(line)}[/]");
            label = new string(' ', label.Length);
        }
    }

    /// <summary>Breaks after blanks and, in the notation, between groups and after commas.</summary>
    internal static IEnumerable<string> Break(string text, int width)
    {
        width = Math.Max(width, 20);
        while (text.Length > width)
        {
            var at =
                text.LastIndexOf(' ', width) is var blank and > 0 ? blank
                : text.LastIndexOf("-(", width, StringComparison.Ordinal) is var group and > 0 ? group + 1
                : text.LastIndexOf(',', width - 1) is var comma and > 0 ? comma + 1
                : width;
            yield return text[..at].TrimEnd();
            text = text[at..].TrimStart();
        }
        yield return text;
    }
}
