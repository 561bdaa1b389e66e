using System.ComponentModel;

namespace Fusionize.CompilerServices;

/// <summary>Reads task switches where no linker made them constants. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Switches
{
    /// <summary>What says otherwise than the process's settings; of a group that runs beside others in one process (Fusionize.Testing).</summary>
    internal static Func<string, bool?>? Group;

    /// <summary>The switch's value; on (local) where nothing sets it, so that an application without a fused build calls plain methods.</summary>
    public static bool Read(string name) => Group?.Invoke(name) ?? (!AppContext.TryGetSwitch(name, out var on) || on);
}
