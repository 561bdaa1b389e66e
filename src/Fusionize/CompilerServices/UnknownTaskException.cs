using System.ComponentModel;

namespace Fusionize.CompilerServices;

/// <summary>The group doesn't serve the named task, or doesn't serve it to the sender of the request.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class UnknownTaskException(string task)
    : Exception($"Task '{task}' isn't this function's entry, and the request is no call between functions, through FUSIONIZE_QUALIFIER.");
