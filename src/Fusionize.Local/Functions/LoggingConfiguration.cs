namespace Fusionize.Local.Functions;

/// <summary>How much of a log is written, from most to least.</summary>
internal enum LogLevel
{
    Trace,
    Debug,
    Info,
    Warn,
    Error,
    Fatal,
}

/// <summary>Where a function logs, and how.</summary>
/// <param name="Json">The platform's lines are JSON objects, and the function is told to write such.</param>
/// <param name="Application">The function's own level; null: its own choice.</param>
/// <param name="System">The platform's level; only JSON knows one.</param>
/// <param name="Group">Null: the function's own.</param>
internal sealed record LoggingConfiguration(bool Json, LogLevel? Application, LogLevel? System, string? Group)
{
    public static LoggingConfiguration Default { get; } = new(false, null, null, null);
}
