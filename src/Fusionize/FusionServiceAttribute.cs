namespace Fusionize;

/// <summary>
/// Marks a static method or property that provides a constructor parameter of task classes. A method can have services as parameters. A function
/// contains and calls only the providers that its tasks need, so it doesn't contain the dependencies of the others.
/// </summary>
/// <remarks>
/// A method that returns nothing and takes an <c>IServiceCollection</c> (Microsoft.Extensions.DependencyInjection) registers services instead. It is
/// used for types that no other provider returns, and only in functions that need such a type.
/// </remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class FusionServiceAttribute : Attribute
{
    /// <summary>
    /// Whether each invocation gets its own service, which is disposed at the end of the invocation. Default: one service for the lifetime of the
    /// function instance.
    /// </summary>
    public bool PerInvocation { get; init; }

    /// <summary>
    /// The key of the service: a string, a number or an enum's value. Only parameters with <c>[FromKeyedServices(key)]</c> of
    /// Microsoft.Extensions.DependencyInjection get it. Default: a service without a key.
    /// </summary>
    public object? Key { get; init; }
}
