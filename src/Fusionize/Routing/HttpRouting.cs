using System.Diagnostics.CodeAnalysis;

namespace Fusionize.Routing;

/// <summary>Whether the function may have an entry with a route; else the linker leaves all of this out.</summary>
internal static class HttpRouting
{
    /// <remarks>To be asked alone: code that isn't optimized puts what <c>&amp;&amp;</c> and <c>||</c> come to into a variable, and there the linker
    /// loses sight of it.</remarks>
    [FeatureSwitchDefinition("Fusionize.HttpRoutes")]
    public static bool IsOn => IsOnUnlinked;

    /// <summary>The same where no linker made it a constant.</summary>
    private static readonly bool IsOnUnlinked = FeatureSwitch.Read("Fusionize.HttpRoutes");
}
