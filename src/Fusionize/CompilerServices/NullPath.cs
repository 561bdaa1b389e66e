using System.ComponentModel;
using System.Globalization;
using Fusionize.Json;

namespace Fusionize.CompilerServices;

/// <summary>Steps of the path to a null among the parts of a value. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class NullPath
{
    /// <summary>The element at a position.</summary>
    public static string Element(int index) => JsonPath.Element(index);

    /// <summary>The value of a key.</summary>
    public static string Value(object key) => JsonPath.Member(Convert.ToString(key, CultureInfo.InvariantCulture) ?? "");
}
