using System.ComponentModel;

namespace Fusionize.CompilerServices;

/// <summary>A request can't be read: malformed JSON, or an argument of another shape than the task's parameter.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class InvalidRequestException(string message, Exception? inner = null) : Exception(message, inner);
