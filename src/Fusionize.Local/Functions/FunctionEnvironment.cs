using System.Globalization;
using Fusionize.Local.Cpu;
using Fusionize.Local.Processes;

namespace Fusionize.Local.Functions;

/// <summary>The environment variables of a function process: Lambda's, the platform's endpoint, the function's own.</summary>
internal static class FunctionEnvironment
{
    /// <summary>The address of Lambda's API, for AWS's SDKs. The platform's address replaces a function's own.</summary>
    public const string LambdaEndpoint = "AWS_ENDPOINT_URL_LAMBDA";

    /// <summary>Names of variables that Lambda doesn't allow a function to set.</summary>
    public static readonly string[] Reserved =
    [
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        "AWS_DEFAULT_REGION",
        "AWS_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_LAMBDA_MAX_CONCURRENCY",
        "LAMBDA_TASK_ROOT",
        "LAMBDA_RUNTIME_DIR",
    ];

    public static Dictionary<string, string> For(
        FunctionConfiguration function,
        string version,
        string directory,
        string logGroup,
        string logStream,
        string runtimeApi,
        string region,
        int requestsPerInstance,
        IReadOnlyDictionary<string, string> shared
    )
    {
        var cpus = Math.Min(CpuShare.VisibleCpus(function.MemoryMB), Environment.ProcessorCount);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
            ["LANG"] = "en_US.UTF-8",
            ["TZ"] = ":UTC",
            ["HOME"] = Path.GetTempPath(),
            // Without these two variables, .NET would see the memory and the CPUs of this machine.
            ["DOTNET_PROCESSOR_COUNT"] = cpus.ToString("x"),
            ["DOTNET_GCTotalPhysicalMemory"] = ((long)function.MemoryMB << 20).ToString("x"),
            // Otherwise every killed function process leaves its diagnostics sockets in the temporary folder. Set it to 1 to attach a debugger.
            ["DOTNET_EnableDiagnostics"] = "0",
        };
        if (Path.GetDirectoryName(FunctionCommand.DotnetHost) is { Length: > 0 } dotnet)
            variables["DOTNET_ROOT"] = dotnet;
        foreach (var (name, value) in shared)
            variables[name] = value;
        foreach (var (name, value) in function.Environment)
            variables[name] = value;

        variables["_HANDLER"] = function.Handler;
        variables["LAMBDA_TASK_ROOT"] = directory;
        variables["LAMBDA_RUNTIME_DIR"] = "/var/runtime";
        variables["AWS_REGION"] = region;
        variables["AWS_DEFAULT_REGION"] = region;
        variables["AWS_EXECUTION_ENV"] = "AWS_Lambda_" + function.Runtime;
        variables["AWS_LAMBDA_FUNCTION_NAME"] = function.Name;
        variables["AWS_LAMBDA_FUNCTION_VERSION"] = version;
        variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = function.MemoryMB.ToString();
        variables["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
        variables["AWS_LAMBDA_LOG_GROUP_NAME"] = logGroup;
        variables["AWS_LAMBDA_LOG_STREAM_NAME"] = logStream;
        if (function.Logging.Json)
            variables["AWS_LAMBDA_LOG_FORMAT"] = "JSON";
        if (function.Logging.Application is { } level)
            variables["AWS_LAMBDA_LOG_LEVEL"] = level.ToString().ToUpperInvariant();
        if (requestsPerInstance > 1)
            variables["AWS_LAMBDA_MAX_CONCURRENCY"] = requestsPerInstance.ToString(CultureInfo.InvariantCulture);
        variables["AWS_LAMBDA_RUNTIME_API"] = runtimeApi;
        // Each instance has its own port, which also serves Lambda's API, so the platform knows the caller.
        variables[LambdaEndpoint] = "http://" + runtimeApi;
        // Clients need credentials to sign requests, but this platform doesn't check them. Credentials for real services can be set by the platform's
        // options.
        variables.TryAdd("AWS_ACCESS_KEY_ID", "local");
        variables.TryAdd("AWS_SECRET_ACCESS_KEY", "local");
        variables.TryAdd("AWS_SESSION_TOKEN", "local");
        variables[PlatformIdentity.Variable] = PlatformIdentity.Current.ToString();
        return variables;
    }
}
