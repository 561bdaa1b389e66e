using System.ComponentModel;

namespace Fusionize;

/// <summary>How a task call treats its result.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum CallKind : byte
{
    /// <summary>The caller awaits the callee's result.</summary>
    Sync,

    /// <summary>The caller hands the work over (<c>.Detach()</c>).</summary>
    Async,
}
