using System.Runtime.CompilerServices;
using Fusionize.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Fusionize.Logging;

/// <summary>
/// Provides the loggers that constructors of task classes and parameters of services ask for. An application's own provider of
/// <see cref="ILoggerFactory"/> takes precedence, and then the loggers come from it.
/// </summary>
public static class FunctionLogging
{
    /// <summary>The factory of the loggers that write to the function's log.</summary>
    [FusionService]
    public static ILoggerFactory Factory()
    {
        var settings = LogSettings.Read();
        // Called in INIT, at full CPU. Otherwise the first request would compile the code at its own share of the CPU.
        if (RuntimeFeature.IsDynamicCodeCompiled && !FunctionLog.IsCaptured)
            Function.Prepare("A first entry of the logger", () => Rehearse(settings));
        return new FunctionLoggerFactory(settings, FunctionLog.Write);
    }

    /// <summary>A logger whose category is the full name of <typeparamref name="T"/>.</summary>
    /// <param name="factory">The factory.</param>
    [FusionService]
    public static ILogger<T> Logger<T>(ILoggerFactory factory) => new Logger<T>(factory);

    /// <summary>A logger of the category "Application". Each entry names the task that wrote it.</summary>
    /// <param name="factory">The factory.</param>
    [FusionService]
    public static ILogger Logger(ILoggerFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.CreateLogger("Application");
    }

    private static Task Rehearse(LogSettings settings)
    {
        var log = new FunctionLoggerFactory(settings, static _ => { }).CreateLogger(nameof(Rehearse));
        using (log.BeginScope("{Scope}", ""))
            log.LogCritical("{Text} {Number}", "", 0);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Registers the same loggers for services that are registered with Microsoft.Extensions.DependencyInjection, instead of <c>AddLogging</c>.
    /// </summary>
    /// <param name="services">The registrations.</param>
    public static IServiceCollection AddFunctionLogging(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(static _ => Factory());
        services.TryAddSingleton(typeof(ILogger<>), typeof(Logger<>));
        return services;
    }
}
