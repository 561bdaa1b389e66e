using System.Globalization;

namespace Fusionize.Json;

/// <summary>Steps of a path in JSON, in System.Text.Json's notation: <c>$.lines[0]['unit price']</c>.</summary>
internal static class JsonPath
{
    public const string Root = "$";

    public static string Element(int index) => string.Create(CultureInfo.InvariantCulture, $"[{index}]");

    public static string Member(string name) => name.AsSpan().IndexOfAny(" .'/\"[]()\t\n\r\f\b\\") < 0 ? "." + name : $"['{name}']";
}
