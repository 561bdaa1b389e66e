namespace Fusionize;

/// <summary>Reads a feature switch where no linker made it a constant.</summary>
internal static class FeatureSwitch
{
    /// <summary>What says otherwise than the process's settings; of a group that runs beside others in one process (Fusionize.Testing).</summary>
    public static Func<string, bool?>? Group;

    /// <summary>The switch's value; on where nothing sets it.</summary>
    public static bool Read(string name) => Group?.Invoke(name) ?? (!AppContext.TryGetSwitch(name, out var on) || on);
}
