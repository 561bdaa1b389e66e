namespace Fusionize;

/// <summary>
/// Marks a static method or property that provides what constructors of task classes ask for. It may itself take services as parameters. A function
/// calls only those that its tasks need, so what the others would have brought along isn't in it.
/// </summary>
/// <remarks>
/// A method that returns nothing and takes an <c>IServiceCollection</c> (Microsoft.Extensions.DependencyInjection) registers services instead. It is
/// asked for what no other provider gives, and by functions that need such a thing only.
/// </remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class FusionServiceAttribute : Attribute
{
    /// <summary>
    /// Whether each invocation gets a service of its own, disposed at the invocation's end. Default: one for the life of the function's instance.
    /// </summary>
    public bool PerInvocation { get; init; }
}
