using System.ComponentModel;

namespace Fusionize.CompilerServices;

/// <summary>The group doesn't serve the named task, or not to whoever sent the request.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class UnknownTaskException(string task)
    : Exception($"Task '{task}' is not an entry. Only functions of the same release can call it, through the alias in FUSIONIZE_QUALIFIER.");
