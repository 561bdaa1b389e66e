using System.Diagnostics.CodeAnalysis;

namespace Fusionize.Routing;

/// <summary>Whether the function may have an entry with a route. Otherwise the linker removes the code for routes.</summary>
internal static class HttpRouting
{
    /// <remarks>
    /// Use it as the only condition of an <c>if</c>. Unoptimized code stores the result of <c>&amp;&amp;</c> and <c>||</c> in a variable, which the
    /// linker doesn't follow.
    /// </remarks>
    [FeatureSwitchDefinition("Fusionize.HttpRoutes")]
    public static bool IsOn => IsOnUnlinked;

    /// <summary>The value if no linker has made it a constant.</summary>
    private static readonly bool IsOnUnlinked = FeatureSwitch.Read("Fusionize.HttpRoutes");
}
