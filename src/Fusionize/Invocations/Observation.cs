using System.Diagnostics.CodeAnalysis;

namespace Fusionize.Invocations;

/// <summary>
/// Whether libraries ask which task is running, for example to write it to the log. If none does, the linker removes what is needed to know that.
/// </summary>
internal static class Observation
{
    /// <summary>Must be the only operand of a condition (<see cref="TaskContext.IsUsed"/>).</summary>
    [FeatureSwitchDefinition("Fusionize.RunningTask")]
    public static bool IsOn => IsOnUnlinked;

    /// <summary>The value of the switch where no linker replaced it by a constant.</summary>
    public static bool IsOnUnlinked = FeatureSwitch.Read("Fusionize.RunningTask");
}
