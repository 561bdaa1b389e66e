using System.Diagnostics.CodeAnalysis;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>
/// A variable whose value is neither in the build nor in a template: it is a parameter of the template. In the functions' variables, a marker
/// replaces the value.
/// </summary>
public static class TemplateSecret
{
    /// <summary>The marker. No environment variable can contain this character.</summary>
    private const char Mark = '\0';

    /// <param name="name">The name of the variable that has the value where the build is deployed.</param>
    public static string Of(string name) => Mark + name;

    internal static bool TryRead(string value, [NotNullWhen(true)] out string? name)
    {
        name = value.StartsWith(Mark) ? value[1..] : null;
        return name is not null;
    }
}
