using System.Reflection;
using System.Runtime.Loader;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>An application without a fused build: nothing sets its switches, nothing is traced, a task call is a method call.</summary>
internal sealed class PlainCalls : AssemblyLoadContext
{
    private readonly string _assembly;

    public PlainCalls(string assembly)
        : base("plain", isCollectible: true)
    {
        _assembly = assembly;
        // What failed detached calls tell a person would fill the test's output.
        LoadFromAssemblyName(typeof(FusionTaskAttribute).Assembly.GetName())
            .GetType("Fusionize.Log", throwOnError: true)!
            .GetField("Sink")!
            .SetValue(null, (Action<string>)(_ => { }));
    }

    /// <summary>A static method of the application.</summary>
    public T Method<T>(string type, string method)
        where T : Delegate =>
        LoadFromAssemblyPath(_assembly)
            .GetType(type, throwOnError: true)!
            .GetMethod(method, BindingFlags.Static | BindingFlags.Public)!
            .CreateDelegate<T>();

    protected override Assembly? Load(AssemblyName name) =>
        name.Name == "Fusionize" ? LoadFromAssemblyPath(typeof(FusionTaskAttribute).Assembly.Location) : null;
}
