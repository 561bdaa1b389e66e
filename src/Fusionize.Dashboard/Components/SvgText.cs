using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Fusionize.Dashboard.Components;

/// <summary>Text in a drawing. A component of its own, because <c>&lt;text&gt;</c> has a special meaning in Razor.</summary>
public sealed class SvgText : ComponentBase
{
    [Parameter, EditorRequired]
    public double X { get; set; }

    [Parameter, EditorRequired]
    public double Y { get; set; }

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    [Parameter]
    public string? Class { get; set; }

    /// <summary><c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    [Parameter]
    public string? Anchor { get; set; }

    /// <summary>The fixed width of the text, independent of the reader's fonts; 0: the font's own width.</summary>
    [Parameter]
    public double Length { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", Show.N(X));
        builder.AddAttribute(2, "y", Show.N(Y));
        builder.AddAttribute(3, "class", Class);
        builder.AddAttribute(4, "text-anchor", Anchor);
        if (Length > 0)
        {
            builder.AddAttribute(5, "textLength", Show.N(Length));
            builder.AddAttribute(6, "lengthAdjust", "spacingAndGlyphs");
        }
        builder.AddContent(7, Text);
        builder.CloseElement();
    }
}
