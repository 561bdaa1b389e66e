using System.Reflection;
using System.Runtime.Loader;

namespace Fusionize.Testing.Functions;

/// <summary>
/// The used part of Microsoft.Extensions.DependencyInjection by reflection: this library doesn't depend on it, and applications may not have it.
/// </summary>
internal static class Registered
{
    private const string Space = "Microsoft.Extensions.DependencyInjection.";

    private static AssemblyLoadContext Context => AssemblyLoadContext.GetLoadContext(typeof(Registered).Assembly)!;

    public static IServiceProvider Build(IReadOnlyList<MethodInfo> registrations)
    {
        // IServiceCollection and ServiceCollection are in the assembly of the abstractions, which the registrations reference.
        var abstractions = registrations[0].GetParameters()[0].ParameterType.Assembly;
        var services = Activator.CreateInstance(abstractions.GetType(Space + "ServiceCollection", throwOnError: true)!)!;
        foreach (var registration in registrations)
            registration.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [services], null);
        var build = Context
            .LoadFromAssemblyName(new AssemblyName("Microsoft.Extensions.DependencyInjection"))
            .GetType(Space + "ServiceCollectionContainerBuilderExtensions", throwOnError: true)!
            .GetMethod("BuildServiceProvider", [abstractions.GetType(Space + "IServiceCollection", throwOnError: true)!])!;
        return (IServiceProvider)build.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [services], null)!;
    }

    /// <summary>Starts a scope. It is disposed with the other objects.</summary>
    public static IServiceProvider BeginScope(IServiceProvider provider, List<object> disposed)
    {
        var factory = Context
            .LoadFromAssemblyName(new AssemblyName("Microsoft.Extensions.DependencyInjection.Abstractions"))
            .GetType(Space + "IServiceScopeFactory", throwOnError: true)!;
        var scope = factory.GetMethod("CreateScope")!.Invoke(provider.GetService(factory), BindingFlags.DoNotWrapExceptions, null, null, null)!;
        disposed.Add(scope);
        return (IServiceProvider)scope.GetType().GetInterface(Space + "IServiceScope")!.GetProperty("ServiceProvider")!.GetValue(scope)!;
    }
}
