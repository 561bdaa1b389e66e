using Microsoft.Extensions.Logging;

namespace Fusionize.Logging;

/// <summary>A logger of one category. Each entry becomes one line.</summary>
internal sealed class FunctionLogger(string category, LogSettings settings, WriteLine write) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => LogScope.Push(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= settings.Level;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        ArgumentNullException.ThrowIfNull(formatter);
        var entry = new LogEntry
        {
            Time = DateTimeOffset.UtcNow,
            Level = logLevel,
            Category = category,
            EventId = eventId,
            Message = Format(state, exception, formatter),
            State = state as IReadOnlyList<KeyValuePair<string, object?>>,
            Exception = exception,
        };
        using var line = new LineBuffer();
        LogLine.Write(line, entry, settings.IsJson);
        write(line.Written);
    }

    /// <summary>A value that can't be formatted is no reason to fail the task.</summary>
    private static string Format<TState>(TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            return formatter(state, exception);
        }
        catch (Exception e)
        {
            return $"(The message can't be formatted: {e.GetType()}.)";
        }
    }
}
