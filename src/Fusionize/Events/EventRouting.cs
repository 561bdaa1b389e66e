using System.Diagnostics.CodeAnalysis;

namespace Fusionize.Events;

/// <summary>Whether the function may have an entry with a trigger. Otherwise the linker removes the code for events.</summary>
internal static class EventRouting
{
    /// <remarks>Use it as the only condition of an <c>if</c>, like the switch of routes.</remarks>
    [FeatureSwitchDefinition("Fusionize.EventTriggers")]
    public static bool IsOn => IsOnUnlinked;

    /// <summary>The value if no linker has made it a constant.</summary>
    private static readonly bool IsOnUnlinked = FeatureSwitch.Read("Fusionize.EventTriggers");
}
