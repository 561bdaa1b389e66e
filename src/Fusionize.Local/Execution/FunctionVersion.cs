using Fusionize.Local.Functions;
using Fusionize.Local.Packages;

namespace Fusionize.Local.Execution;

/// <summary>A version of a function: its configuration, code, and instances.</summary>
internal sealed class FunctionVersion
{
    public FunctionVersion(
        FunctionConfiguration configuration,
        string version,
        Package package,
        FunctionConcurrency concurrency,
        ExecutionServices services
    )
    {
        Concurrency = concurrency;
        Configuration = configuration;
        Version = version;
        Package = package;
        Pool = new InstancePool(this, services);
    }

    private FunctionVersion(FunctionConfiguration configuration, FunctionVersion same)
    {
        Configuration = configuration;
        Concurrency = same.Concurrency;
        Version = same.Version;
        Package = same.Package;
        Pool = same.Pool;
    }

    public FunctionConfiguration Configuration { get; }

    /// <summary><c>$LATEST</c> or a number.</summary>
    public string Version { get; }
    public Package Package { get; }

    /// <summary>Shared by all versions of the function.</summary>
    public FunctionConcurrency Concurrency { get; }
    public InstancePool Pool { get; }

    /// <summary>A version with the same code and instances and another configuration that doesn't affect its execution.</summary>
    public FunctionVersion With(FunctionConfiguration configuration) => new(configuration, this);
}
