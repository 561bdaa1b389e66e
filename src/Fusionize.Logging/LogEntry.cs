using Fusionize.Hosting;
using Microsoft.Extensions.Logging;

namespace Fusionize.Logging;

/// <summary>One entry before it is written.</summary>
internal sealed class LogEntry
{
    public required DateTimeOffset Time;
    public required LogLevel Level;
    public required string Category;
    public required EventId EventId;
    public required string Message;

    /// <summary>The message's values by name, with the template as <c>{OriginalFormat}</c>; null if the message has none.</summary>
    public required IReadOnlyList<KeyValuePair<string, object?>>? State;
    public required Exception? Exception;

    /// <summary>What is running; null outside a request.</summary>
    public readonly RunningTask? Running = RunningTask.Current;

    /// <summary>The innermost scope; null if there is none.</summary>
    public readonly LogScope? Scope = LogScope.Current;
}
