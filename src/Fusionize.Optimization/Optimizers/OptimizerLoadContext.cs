using System.Reflection;
using System.Runtime.Loader;

namespace Fusionize.Optimization.Optimizers;

/// <summary>
/// Loads a user's assembly with the libraries beside it. The optimizer's interface and everything else that the tool itself has come from the tool,
/// so that
/// both mean the same types.
/// </summary>
internal sealed class OptimizerLoadContext(string path) : AssemblyLoadContext($"optimizer {Path.GetFileName(path)}")
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name?.StartsWith("Fusionize", StringComparison.Ordinal) == true && OfTool(name.Name) is { } own)
            return own;
        return _resolver.ResolveAssemblyToPath(name) is { } file ? LoadFromAssemblyPath(file) : null;
    }

    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : IntPtr.Zero;

    // By name only: an optimizer that was built for another version gets the tool's version all the same.
    private static Assembly? OfTool(string name)
    {
        try
        {
            return Default.LoadFromAssemblyName(new(name));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
