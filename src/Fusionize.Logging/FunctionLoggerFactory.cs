using Microsoft.Extensions.Logging;

namespace Fusionize.Logging;

/// <summary>Writes one line of UTF-8 to the function's log.</summary>
internal delegate void WriteLine(ReadOnlySpan<byte> line);

/// <summary>The factory of a function's loggers.</summary>
internal sealed class FunctionLoggerFactory(LogSettings settings, WriteLine write) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new FunctionLogger(categoryName, settings, write);

    /// <summary>A provider that was added would never get an entry.</summary>
    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException(
            "The function's log takes no further providers. For other providers, give an ILoggerFactory of your own: "
                + "[FusionService] static ILoggerFactory Loggers() => LoggerFactory.Create(…)."
        );

    public void Dispose() { }
}
