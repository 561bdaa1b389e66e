using System.ComponentModel;

namespace Fusionize.CompilerServices;

/// <summary>A request can't be read: its JSON is malformed, or an argument doesn't match the type of the task's parameter.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class InvalidRequestException(string message, Exception? inner = null) : Exception(message, inner);
