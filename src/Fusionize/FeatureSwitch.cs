namespace Fusionize;

/// <summary>Reads a feature switch where no linker replaced it by a constant.</summary>
internal static class FeatureSwitch
{
    /// <summary>Overrides the process's settings for one of several groups that run in the same process (Fusionize.Testing).</summary>
    public static Func<string, bool?>? Group;

    /// <summary>The switch's value; on by default.</summary>
    public static bool Read(string name) => Group?.Invoke(name) ?? (!AppContext.TryGetSwitch(name, out var on) || on);
}
