using Fusionize.Setups.Http;

namespace Fusionize.Deployment;

/// <summary>
/// The variable of an entry's function that has its routes. A release keeps them this way, so a rollback restores the routes, too. For paths that
/// other entries serve with other methods, it also has those, because the answers to OPTIONS and to wrong methods name all methods.
/// </summary>
internal static class FunctionRoutes
{
    public const string Variable = "FUSIONIZE_HTTP";

    /// <summary>Marks a route of another entry.</summary>
    private const char Other = '+';

    /// <summary>Null for a task without routes.</summary>
    public static string? Write(string task, IReadOnlyList<TaskRoute> declared)
    {
        var own = declared.Where(r => r.Task == task).Select(r => $"{r.Method} {r.Template}");
        var others = ApiRoutes.BesidesOf(task, declared).Select(r => $"{Other}{r.Method} {r.Template}");
        return string.Join(';', own.Concat(others)) is { Length: > 0 } text ? text : null;
    }

    /// <summary>The own routes of a function.</summary>
    public static IEnumerable<TaskRoute> Read(string function, string? text) =>
        from route in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
        where route[0] != Other && route.Contains(' ')
        let space = route.IndexOf(' ')
        select new TaskRoute(function, route[..space], route[(space + 1)..]);
}
