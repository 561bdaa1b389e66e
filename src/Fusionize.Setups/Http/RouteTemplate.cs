namespace Fusionize.Setups.Http;

/// <summary>Compares templates with each other. (<see cref="Routing.RoutePattern"/> compares them with paths.)</summary>
internal static class RouteTemplate
{
    /// <summary>The template without the names of its variables. Templates with the same shape match the same paths.</summary>
    public static string ShapeOf(string template) =>
        string.Join(
            '/',
            template.Split('/').Select(s =>
                IsRest(s) ? "{+}"
                : IsVariable(s) ? "{}"
                : s
            )
        );

    /// <summary>Whether the first template matches every path that the second one matches.</summary>
    public static bool Covers(string wide, string narrow)
    {
        var (a, b) = (Split(wide), Split(narrow));
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            if (IsRest(a[i]))
                return true;
            if (IsRest(b[i]) || (!IsVariable(a[i]) && a[i] != b[i]))
                return false;
        }
        return a.Length == b.Length;
    }

    /// <summary>Whether both templates match some path.</summary>
    public static bool Overlap(string one, string other)
    {
        var (a, b) = (Split(one), Split(other));
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            if (IsRest(a[i]) || IsRest(b[i]))
                return true;
            if (!IsVariable(a[i]) && !IsVariable(b[i]) && a[i] != b[i])
                return false;
        }
        return a.Length == b.Length;
    }

    private static string[] Split(string template) => template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsVariable(string segment) => segment is ['{', .., '}'];

    /// <summary>Whether it takes the rest of the path, which has at least one segment.</summary>
    private static bool IsRest(string segment) => segment is ['{', .., '+', '}'];
}
