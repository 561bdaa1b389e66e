using Fusionize.Hosting;
using Microsoft.Extensions.Logging;

namespace Fusionize.Logging;

/// <summary>The function's logging configuration, which Lambda passes in environment variables.</summary>
internal sealed class LogSettings(bool isJson, LogLevel level)
{
    /// <summary>Whether an entry is a JSON object; otherwise it is text.</summary>
    public readonly bool IsJson = isJson;

    /// <summary>The lowest level that is written.</summary>
    public readonly LogLevel Level = level;

    public static LogSettings Read() =>
        FunctionLog.IsCaptured
            ? new LogSettings(true, LogLevel.Trace)
            : Of(Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_FORMAT"), Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_LEVEL"));

    /// <summary>A value that Lambda doesn't have means its default: text, and the level INFO.</summary>
    public static LogSettings Of(string? format, string? level) =>
        new(string.Equals(format, "JSON", StringComparison.OrdinalIgnoreCase), LevelOf(level));

    private static LogLevel LevelOf(string? name) =>
        name?.ToUpperInvariant() switch
        {
            "TRACE" => LogLevel.Trace,
            "DEBUG" => LogLevel.Debug,
            "WARN" => LogLevel.Warning,
            "ERROR" => LogLevel.Error,
            "FATAL" => LogLevel.Critical,
            _ => LogLevel.Information,
        };

    /// <summary>The level's name in Lambda's words, by which the platform filters.</summary>
    public static string NameOf(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "TRACE",
            LogLevel.Debug => "DEBUG",
            LogLevel.Warning => "WARN",
            LogLevel.Error => "ERROR",
            LogLevel.Critical => "FATAL",
            _ => "INFO",
        };
}
