using System.Globalization;
using System.Text;
using Fusionize.Tracing;

namespace Fusionize.Hosting;

/// <summary>The settings that platform and deployer pass to a function in environment variables.</summary>
internal sealed class FunctionEnvironment
{
    /// <summary><c>host:port</c> of the Runtime API; null outside of a platform.</summary>
    public string? RuntimeApi;

    public string Setup = "";

    /// <summary>The end (<c>:alias</c>) of the ARN that the functions of this release use to call each other; empty if no alias is set.</summary>
    public byte[] Release = [];

    /// <summary>The task for requests that name none; null: the group's root.</summary>
    public string? Entry;

    public Sampling Sampling = new(1);

    public int MemoryMB;

    /// <summary>Requests that the platform sends to one process at a time.</summary>
    public int Concurrency = 1;

    /// <summary>The time that a process may take from SIGTERM to its end. Lambda allows at least 300 ms.</summary>
    public int ShutDownMs = 200;

    public static FunctionEnvironment Read() =>
        new()
        {
            RuntimeApi = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API"),
            Setup = Environment.GetEnvironmentVariable("FUSIONIZE_SETUP") ?? "",
            Release = Environment.GetEnvironmentVariable("FUSIONIZE_QUALIFIER") is { Length: > 0 } alias ? Encoding.ASCII.GetBytes(":" + alias) : [],
            Entry = Environment.GetEnvironmentVariable("FUSIONIZE_ENTRY") is { Length: > 0 } entry ? entry : null,
            Sampling = Sampling.Parse(Environment.GetEnvironmentVariable("FUSIONIZE_TRACE")),
            ShutDownMs = Number("FUSIONIZE_SHUTDOWN_MS", 200),
            MemoryMB = Number("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", 0),
            Concurrency = Math.Clamp(Number("AWS_LAMBDA_MAX_CONCURRENCY", 1), 1, 1024),
        };

    private static int Number(string variable, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;
}
