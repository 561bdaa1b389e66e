using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fusionize.Dashboard;

/// <summary>Renders a component to text.</summary>
internal static partial class HtmlText
{
    private static readonly IServiceProvider s_services = new ServiceCollection().BuildServiceProvider();

    /// <summary>The style sheet of all drawings and tables.</summary>
    public static string Css { get; } = Resource("report.css", typeof(HtmlText));

    /// <summary>A text file inside an assembly.</summary>
    public static string Resource(string name, Type assembly)
    {
        using var stream = assembly.Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static async Task<string> RenderAsync(Type component, IDictionary<string, object?> parameters)
    {
        // A renderer keeps all that it has rendered, so each text gets its own.
        await using var renderer = new HtmlRenderer(s_services, NullLoggerFactory.Instance);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync(component, ParameterView.FromDictionary(parameters))).ToHtmlString()
        );
        return Harmful().Replace(html, "&#xFFFD;");
    }

    // Control and direction characters, which the encoder has written as entities. Names from logs must not reverse the text or be invisible in it.
    [GeneratedRegex("&#x(?:[0-8BCEF]|1[0-9A-F]|7F|[89][0-9A-F]|61C|200[EF]|202[89A-E]|206[6-9]);")]
    private static partial Regex Harmful();
}
