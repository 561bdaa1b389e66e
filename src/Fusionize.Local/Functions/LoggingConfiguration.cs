namespace Fusionize.Local.Functions;

/// <summary>The log levels, from most to least output.</summary>
internal enum LogLevel
{
    Trace,
    Debug,
    Info,
    Warn,
    Error,
    Fatal,
}

/// <summary>The log group, format and levels of a function's log.</summary>
/// <param name="Json">Whether the platform's lines are JSON objects. The function gets this setting, too.</param>
/// <param name="Application">The function's own level; null: its own choice.</param>
/// <param name="System">The platform's level; only for JSON.</param>
/// <param name="Group">Null: the function's own group.</param>
internal sealed record LoggingConfiguration(bool Json, LogLevel? Application, LogLevel? System, string? Group)
{
    public static LoggingConfiguration Default { get; } = new(false, null, null, null);
}
