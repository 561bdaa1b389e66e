using System.ComponentModel;

namespace Fusionize.CompilerServices;

/// <summary>The group doesn't serve the named task.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class UnknownTaskException(string group, string task) : Exception($"Group '{group}' does not serve task '{task}'.");
