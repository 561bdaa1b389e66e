namespace Fusionize.Deployment;

/// <summary>Carries out a plan, function by function, as live traffic moves. Routes that nothing declares any more go last.</summary>
internal sealed class HttpApiChange(HttpApiDeployer deployer, HttpApiPlan plan)
{
    private HttpApiState? _api = plan.Current;

    /// <summary>The API's address; null if there is none.</summary>
    public string? Address => _api?.Address;

    /// <summary>The functions with routes.</summary>
    public IEnumerable<string> Functions => plan.Routes.Select(r => r.Task).Distinct(StringComparer.Ordinal);

    /// <summary>Points the routes of a function to it. Its live alias must exist. Returns the number of changed routes.</summary>
    public async Task<int> PointAsync(string function, CancellationToken cancellation)
    {
        var routes = plan.Routes.Where(r => r.Task == function).ToArray();
        var isAllowed = !plan.LackingPermissions.Contains(function);
        var missing = routes.Where(r => _api?.RouteOf(r.Key) is not { } there || _api.FunctionOf(there) != function).ToArray();
        if (routes.Length == 0 || (missing.Length == 0 && isAllowed && _api is { HasStage: true }))
            return 0;
        var api = _api ??= await deployer.CreateAsync(plan.App, cancellation);
        var alias = await deployer.ArnOfAsync(function, cancellation);
        // The permission comes first, so that no request finds a route without it.
        if (!isAllowed)
            await deployer.AllowAsync(function, api.Id, alias, cancellation);
        if (api.IntegrationOf(function) is not { } integration)
            api.Integrations.Add(integration = await deployer.IntegrateAsync(api.Id, alias, cancellation));
        foreach (var route in missing)
            await deployer.RouteAsync(api, route.Key, integration, cancellation);
        if (!api.HasStage)
        {
            await deployer.CreateStageAsync(api.Id, cancellation);
            _api = api with { HasStage = true };
        }
        return missing.Length;
    }

    /// <summary>Removes what the live release doesn't need. Returns the number of removed routes.</summary>
    public async Task<int> EndAsync(CancellationToken cancellation)
    {
        if (_api is not { } api)
            return 0;
        var superfluous = plan.Superfluous(api).ToArray();
        foreach (var route in superfluous)
        {
            await deployer.DeleteRouteAsync(api.Id, route, cancellation);
            api.Routes.Remove(route);
        }
        foreach (var integration in api.Integrations.Where(i => IsOurs(i) && !api.Routes.Exists(r => IsTarget(r, i))).ToArray())
        {
            await deployer.DeleteIntegrationAsync(api.Id, integration, cancellation);
            api.Integrations.Remove(integration);
        }
        return superfluous.Length;
    }

    private bool IsOurs(Aws.ApiGatewayV2.Integration integration) =>
        HttpApiState.FunctionOf(integration)?.StartsWith(plan.App + "-", StringComparison.Ordinal) == true;

    private static bool IsTarget(Aws.ApiGatewayV2.Route route, Aws.ApiGatewayV2.Integration integration) =>
        route.Target == "integrations/" + integration.IntegrationId;
}
