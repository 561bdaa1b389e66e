using System.ComponentModel;

namespace Fusionize.CompilerServices;

/// <summary>Reads task switches where no linker replaced them by constants. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Switches
{
    /// <summary>The switch's value; on (local) by default, so that an application without a fused build calls plain methods.</summary>
    public static bool Read(string name) => FeatureSwitch.Read(name);
}
