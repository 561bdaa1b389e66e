using System.Diagnostics.CodeAnalysis;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>
/// A variable whose value isn't in the build, and gets into no template either: whoever applies the template gives it as a parameter. Among the
/// variables of functions a mark stands for the value.
/// </summary>
public static class TemplateSecret
{
    /// <summary>No environment variable can hold this.</summary>
    private const char Mark = '\0';

    /// <param name="name">The name of the variable that has the value where the build is deployed.</param>
    public static string Of(string name) => Mark + name;

    internal static bool TryRead(string value, [NotNullWhen(true)] out string? name)
    {
        name = value.StartsWith(Mark) ? value[1..] : null;
        return name is not null;
    }
}
