using System.Collections.Immutable;
using Fusionize.Routing;

namespace Fusionize.Setups.Http;

/// <summary>The routes of the HTTP API in front of an application.</summary>
/// <remarks>
/// An HTTP API compares a request with its own routes, and answers 404 itself if none fits. So that functions answer HEAD, OPTIONS and other methods
/// as they do at a function URL, each template has routes for these, too. Where templates overlap, such a route must not take requests of another
/// declared route.
/// </remarks>
internal static class ApiRoutes
{
    /// <param name="declared">The routes of all tasks, without two for the same requests.</param>
    public static ImmutableArray<ApiRoute> Of(IEnumerable<TaskRoute> declared)
    {
        var all = declared.ToList();
        return [.. all.GroupBy(r => RouteTemplate.ShapeOf(r.Template)).SelectMany(group => OfTemplate([.. group], all))];
    }

    /// <summary>The methods of other entries at the same paths as an entry's routes. An entry's own routes don't name them.</summary>
    public static IEnumerable<TaskRoute> BesidesOf(string task, IReadOnlyList<TaskRoute> declared) =>
        from own in declared.Where(r => r.Task == task).DistinctBy(r => r.Template)
        from other in MethodsOf(own.Template, declared)
        where other.Task != task
        select other with { Template = own.Template };

    private static IEnumerable<ApiRoute> OfTemplate(List<TaskRoute> group, List<TaskRoute> all)
    {
        var template = group[0].Template;
        var methods = MethodsOf(template, all).ToList();
        foreach (var route in methods)
            yield return new($"{route.Method} {route.Template}", route.Task);
        if (methods.Find(r => r.Method == "GET") is { } get)
            yield return new($"HEAD {get.Template}", get.Task);
        // Requests with other methods may belong to a template that overlaps this one. Then only OPTIONS, which no task declares, goes to the
        // function, and the API answers the others.
        var isShared = all.Exists(r =>
            !methods.Exists(m => m.Method == r.Method) && RouteTemplate.Overlap(r.Template, template) && !RouteTemplate.Covers(template, r.Template)
        );
        yield return new($"{(isShared ? "OPTIONS" : "ANY")} {template}", group[0].Task);
    }

    /// <summary>
    /// The route of each method for the paths of a template: its own, or that of the best wider template. <c>GET /products/{id}</c> also serves
    /// <c>/products/new</c> if only POST is declared there.
    /// </summary>
    private static IEnumerable<TaskRoute> MethodsOf(string template, IReadOnlyList<TaskRoute> all) =>
        all.Where(r => RouteTemplate.Covers(r.Template, template))
            .GroupBy(r => r.Method)
            .Select(method => method.Aggregate((a, b) => PatternOf(b).ComesBefore(PatternOf(a)) ? b : a))
            .Select(r => RouteTemplate.Covers(template, r.Template) ? r : r with { Template = template });

    private static RoutePattern PatternOf(TaskRoute route) => new(route.Method, route.Template);
}
