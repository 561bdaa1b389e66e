using System.Diagnostics.CodeAnalysis;
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Fusionize.Cli.Terminal;

/// <summary>
/// Replaces characters that control the terminal. Text from logs, rounds and manifests must not move the cursor, change colours or reverse lines. All
/// output of the tool passes through here; its own colours are added afterwards.
/// </summary>
internal static class ForeignText
{
    private const char Replacement = '\uFFFD';

    [return: NotNullIfNotNull(nameof(text))]
    public static string? Clean(string? text) =>
        text is not null && text.AsSpan().ContainsAny(s_harmful) ? string.Create(text.Length, text, static (to, from) => Clean(from, to)) : text;

    /// <summary>One replacement for each character, so that texts keep their length.</summary>
    public static void Clean(ReadOnlySpan<char> from, Span<char> to)
    {
        from.CopyTo(to);
        to[..from.Length].ReplaceAny(s_harmful, Replacement);
    }

    // Control characters except tab and line end, text direction marks, and invisible line ends.
    private static readonly System.Buffers.SearchValues<char> s_harmful = System.Buffers.SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Where(c => c is not ('\t' or '\n')).Select(c => (char)c),
        .. Enumerable.Range(0x7F, 0x21).Select(c => (char)c),
        '\u061C',
        '\u200E',
        '\u200F',
        '\u2028',
        '\u2029',
        .. Enumerable.Range(0x202A, 5).Select(c => (char)c),
        .. Enumerable.Range(0x2066, 4).Select(c => (char)c),
    ]);

    /// <summary>Cleans what a console writes, before it adds its own colours.</summary>
    public sealed class Hook : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
            renderables.Select(r => (IRenderable)new Cleaned(r));
    }

    /// <summary>Cleans what is written without a console.</summary>
    public sealed class Writer(TextWriter inner) : TextWriter(inner.FormatProvider)
    {
        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value) => inner.Write(value != '\r' && s_harmful.Contains(value) ? Replacement : value);

        public override void Write(string? value) => inner.Write(Clean(value?.Replace("\r\n", "\n", StringComparison.Ordinal)));

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void WriteLine(string? value)
        {
            Write(value);
            inner.WriteLine();
        }

        public override void WriteLine() => inner.WriteLine();

        public override Task WriteAsync(string? value) => inner.WriteAsync(Clean(value?.Replace("\r\n", "\n", StringComparison.Ordinal)));

        public override void Flush() => inner.Flush();
    }

    private sealed class Cleaned(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            inner.Render(options, maxWidth).Select(s => s.IsControlCode || s.IsLineBreak ? s : new Segment(Clean(s.Text), s.Style));
    }
}
