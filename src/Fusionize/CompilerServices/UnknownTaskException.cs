using System.ComponentModel;

namespace Fusionize.CompilerServices;

/// <summary>The group doesn't serve the named task, or not to whoever sent the request.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class UnknownTaskException(string task)
    : Exception(
        $"This function doesn't answer for task '{task}'. From outside it serves its own entry; other tasks only for functions of the same release, which call through the alias in FUSIONIZE_QUALIFIER."
    );
