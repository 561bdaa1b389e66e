using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace WebShop.Pages;

/// <summary>HTML text. Values that are interpolated into it are encoded, except those that are HTML themselves.</summary>
internal readonly record struct Html(string Text)
{
    public static Html Of(Interpolated html) => new(html.Text);

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(p => p.Text)));

    public override string ToString() => Text;

    [InterpolatedStringHandler]
    internal readonly ref struct Interpolated(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _text = new(literalLength + (formattedCount * 16));

        public string Text => _text.ToString();

        public void AppendLiteral(string text) => _text.Append(text);

        public void AppendFormatted(Html html) => _text.Append(html.Text);

        public void AppendFormatted(string? text) => _text.Append(WebUtility.HtmlEncode(text));

        public void AppendFormatted(int number) => _text.Append(number);
    }
}
