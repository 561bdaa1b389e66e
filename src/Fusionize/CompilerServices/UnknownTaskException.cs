using System.ComponentModel;

namespace Fusionize.CompilerServices;

/// <summary>The group doesn't serve the named task, or not to whoever sent the request.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class UnknownTaskException(string group, string task) : Exception(
    $"Group '{group}' does not serve task '{task}', or only to functions that call it through the alias in FUSIONIZE_QUALIFIER.");
