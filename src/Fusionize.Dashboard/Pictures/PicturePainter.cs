using System.Globalization;
using System.Xml.Linq;
using SkiaSharp;

namespace Fusionize.Dashboard.Pictures;

/// <summary>Paints a drawing of the report. It knows the elements that our components use, not all of SVG.</summary>
internal sealed class PicturePainter : IDisposable
{
    private const float Scale = 2;
    private const float Margin = 16;
    private const float TitleHeight = 26;

    private readonly SKTypeface _fixed;
    private readonly SKTypeface _plain;

    public PicturePainter(SKTypeface fixedWidth, SKTypeface plain) => (_fixed, _plain) = (fixedWidth, plain);

    /// <summary>The drawing as PNG, in twice its size, on white.</summary>
    /// <param name="html">A component that holds the drawing.</param>
    /// <param name="title">The line above it.</param>
    public byte[] Paint(string html, string title)
    {
        var svg = XDocument.Parse($"<p>{html}</p>").Descendants("svg").First();
        var box = svg.Attribute("viewBox")!.Value.Split(' ').Select(Number).ToArray();
        var (width, height) = (Math.Max(box[2], TextWidth(title)) + 2 * Margin, box[3] + TitleHeight + 2 * Margin);
        using var bitmap = new SKBitmap((int)Math.Ceiling(width * Scale), (int)Math.Ceiling(height * Scale));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        canvas.Scale(Scale);
        canvas.Translate(Margin, Margin);
        Text(canvas, new("text", new XAttribute("x", 0), new XAttribute("y", 14), title), new() { Fill = SKColors.Black, FontSize = 14 });
        canvas.Translate(0, TitleHeight);
        foreach (var element in svg.Elements())
            Draw(canvas, element);
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private float TextWidth(string title)
    {
        using var font = new SKFont(_plain, 14);
        return font.MeasureText(title);
    }

    private void Draw(SKCanvas canvas, XElement element)
    {
        var classes = (element.Attribute("class")?.Value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var style = PictureStyle.Of(classes);
        switch (element.Name.LocalName)
        {
            case "g":
                canvas.Save();
                if (element.Attribute("transform") is { } transform)
                    Transform(canvas, transform.Value);
                foreach (var child in element.Elements())
                    Draw(canvas, child);
                canvas.Restore();
                break;
            case "rect":
                var (x, y, rx) = (Value(element, "x"), Value(element, "y"), Value(element, "rx"));
                var box = SKRect.Create(x, y, Value(element, "width"), Value(element, "height"));
                Paint(style, paint => canvas.DrawRoundRect(box, rx, rx, paint));
                break;
            case "circle":
                Paint(style, paint => canvas.DrawCircle(Value(element, "cx"), Value(element, "cy"), Value(element, "r"), paint));
                break;
            case "path":
                using (var path = SKPath.ParseSvgPathData(element.Attribute("d")!.Value))
                {
                    var stroked = element.Attribute("stroke-width") is { } width ? style with { Width = Number(width.Value) } : style;
                    Paint(stroked, paint => canvas.DrawPath(path, paint));
                }
                break;
            case "polyline" when element.Attribute("points")?.Value is { Length: > 0 } points:
                using (var path = SKPath.ParseSvgPathData($"M{points}"))
                    Paint(style, paint => canvas.DrawPath(path, paint));
                break;
            case "text":
                Text(canvas, element, style);
                break;
        }
    }

    /// <summary>Fills and strokes a shape.</summary>
    private static void Paint(PictureStyle style, Action<SKPaint> draw)
    {
        using var paint = new SKPaint { IsAntialias = true };
        if (style.Fill is { } fill)
        {
            paint.Color = fill;
            draw(paint);
        }
        if (style.Stroke is not { } stroke)
            return;
        (paint.Style, paint.Color, paint.StrokeWidth) = (SKPaintStyle.Stroke, stroke, style.Width);
        using var dash = style.Dash is null ? null : SKPathEffect.CreateDash(style.Dash, 0);
        paint.PathEffect = dash;
        draw(paint);
    }

    private void Text(SKCanvas canvas, XElement element, PictureStyle style)
    {
        using var font = new SKFont(style.IsFixedWidth ? _fixed : _plain, style.FontSize) { Subpixel = true };
        // A text with a given length was placed by it.
        if (element.Attribute("textLength") is { } length && font.MeasureText(element.Value) is > 0 and var own)
            font.ScaleX = Number(length.Value) / own;
        var align = element.Attribute("text-anchor")?.Value switch
        {
            "middle" => SKTextAlign.Center,
            "end" => SKTextAlign.Right,
            _ => SKTextAlign.Left,
        };
        using var paint = new SKPaint { IsAntialias = true };
        var (x, y) = (Value(element, "x"), Value(element, "y"));
        if (style.HasRim)
        {
            (paint.Style, paint.Color, paint.StrokeWidth, paint.StrokeJoin) = (SKPaintStyle.Stroke, SKColors.White, 4, SKStrokeJoin.Round);
            canvas.DrawText(element.Value, x, y, align, font, paint);
        }
        (paint.Style, paint.Color) = (SKPaintStyle.Fill, style.Fill ?? SKColors.Black);
        canvas.DrawText(element.Value, x, y, align, font, paint);
    }

    /// <summary><c>translate(X,Y) rotate(DEGREES)</c>, as the axes have it.</summary>
    private static void Transform(SKCanvas canvas, string transform)
    {
        foreach (var step in transform.Split(')', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var numbers = step[(step.IndexOf('(', StringComparison.Ordinal) + 1)..].Split(',').Select(Number).ToArray();
            if (step.StartsWith("translate", StringComparison.Ordinal))
                canvas.Translate(numbers[0], numbers[1]);
            else
                canvas.RotateDegrees(numbers[0]);
        }
    }

    private static float Value(XElement element, string name) => element.Attribute(name) is { } value ? Number(value.Value) : 0;

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _fixed.Dispose();
        _plain.Dispose();
    }
}
