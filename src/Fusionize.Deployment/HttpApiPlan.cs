using System.Collections.Immutable;
using Fusionize.Setups.Http;

namespace Fusionize.Deployment;

/// <summary>The changes of an application's HTTP API. They follow live traffic, so nothing changes before it moves.</summary>
public sealed class HttpApiPlan
{
    internal HttpApiPlan(string app, ImmutableArray<ApiRoute> routes, HttpApiState? current, IEnumerable<string> lackingPermissions)
    {
        (App, Routes, Current) = (app, routes, current);
        LackingPermissions = lackingPermissions.ToImmutableSortedSet(StringComparer.Ordinal);
        var changes = ImmutableArray.CreateBuilder<string>();
        if (routes.Length > 0 && current is not { HasStage: true })
            changes.Add(current is null ? "create" : "create stage");
        foreach (var route in routes)
        {
            if (current?.RouteOf(route.Key) is not { } there)
                changes.Add($"add {route.Key} → {route.Task}");
            else if (current.FunctionOf(there) is var function && function != route.Task)
                changes.Add($"move {route.Key} → {route.Task} (now {function ?? "elsewhere"})");
        }
        foreach (var function in LackingPermissions)
            changes.Add($"permission for {function}");
        foreach (var route in Superfluous(current))
            changes.Add($"remove {route.RouteKey}");
        Changes = changes.ToImmutable();
    }

    public string App { get; }

    /// <summary>Its present address; null if it doesn't exist yet.</summary>
    public string? Address => Current?.Address;

    /// <summary>The changes, in words.</summary>
    public ImmutableArray<string> Changes { get; }

    /// <summary>The routes to have; their tasks are functions.</summary>
    internal ImmutableArray<ApiRoute> Routes { get; }

    internal HttpApiState? Current { get; }

    /// <summary>The functions that API Gateway may not invoke yet.</summary>
    internal ImmutableSortedSet<string> LackingPermissions { get; }

    /// <summary>Whether a function gets requests that another one has got so far.</summary>
    internal bool TakesOver(string function) =>
        Current is { } current
        && Routes.Any(r => r.Task == function && current.RouteOf(r.Key) is { } there && current.FunctionOf(there) is { } other && other != function);

    /// <summary>Routes to the application's functions that its code doesn't declare. Routes to anything else aren't ours.</summary>
    internal IEnumerable<Aws.ApiGatewayV2.Route> Superfluous(HttpApiState? state)
    {
        if (state is null)
            return [];
        var kept = Routes.Select(r => state.RouteOf(r.Key)?.RouteId).ToHashSet(StringComparer.Ordinal);
        return state.Routes.Where(r => !kept.Contains(r.RouteId) && state.FunctionOf(r)?.StartsWith(App + "-", StringComparison.Ordinal) == true);
    }
}
