using System.Collections.Immutable;
using Fusionize.Aws.ApiGatewayV2;
using Fusionize.Aws.Lambda;
using Fusionize.Setups;
using Fusionize.Setups.Http;

namespace Fusionize.Deployment;

/// <summary>
/// Keeps an application's HTTP API at the live release: one API per application, with an integration for the live alias of each entry with routes.
/// A move of the alias doesn't change the API; other routes do. Each step first checks whether it is already done.
/// </summary>
internal sealed class HttpApiDeployer(AmazonApiGatewayV2Client client, AmazonLambdaClient lambda)
{
    private const string Stage = "$default";
    private const string Service = "apigateway.amazonaws.com";

    private readonly AliasMover _aliases = new(lambda);

    /// <param name="app">The application.</param>
    /// <param name="declared">The routes of its tasks; instead of a task, the function of the entry.</param>
    /// <param name="liveFunctions">The functions with a live alias.</param>
    /// <param name="cancellation">Stops between two calls.</param>
    public async Task<HttpApiPlan> PlanAsync(
        string app,
        IEnumerable<TaskRoute> declared,
        IReadOnlySet<string> liveFunctions,
        CancellationToken cancellation
    )
    {
        var routes = ApiRoutes.Of(declared);
        var current = await FindAsync(app, cancellation);
        var lacking = new List<string>();
        foreach (var function in routes.Select(r => r.Task).Distinct(StringComparer.Ordinal))
        {
            if (current is null || !liveFunctions.Contains(function) || !await IsAllowedAsync(function, current.Id, cancellation))
                lacking.Add(function);
        }
        return new(app, routes, current, lacking);
    }

    /// <summary>Begins to carry out a plan.</summary>
    public HttpApiChange Begin(HttpApiPlan plan) => new(this, plan);

    /// <summary>Finds the application's API; null if there is none.</summary>
    internal async Task<HttpApiState?> FindAsync(string app, CancellationToken cancellation)
    {
        var apis = await CallAsync("GetApis", async () => await client.ApisAsync(cancellation).ToListAsync(cancellation), cancellation);
        // There may be two if the response to CreateApi was lost. The older one counts.
        var api = apis.Where(a => a.ProtocolType == "HTTP" && a.Tags?.GetValueOrDefault(DesiredFunction.AppVariable) == app)
            .OrderBy(a => a.CreatedDate, StringComparer.Ordinal)
            .ThenBy(a => a.ApiId, StringComparer.Ordinal)
            .FirstOrDefault();
        if (api is null)
            return null;
        var id = api.ApiId!;
        return new(
            id,
            api.ApiEndpoint!.TrimEnd('/'),
            await CallAsync(
                "GetStages",
                async () => await client.StagesAsync(id, cancellation).AnyAsync(s => s.StageName == Stage, cancellation),
                cancellation
            ),
            await CallAsync("GetIntegrations", async () => await client.IntegrationsAsync(id, cancellation).ToListAsync(cancellation), cancellation),
            await CallAsync("GetRoutes", async () => await client.RoutesAsync(id, cancellation).ToListAsync(cancellation), cancellation)
        );
    }

    internal async Task<HttpApiState> CreateAsync(string app, CancellationToken cancellation)
    {
        await CallAsync(
            "CreateApi",
            () =>
                client.CreateApiAsync(
                    new()
                    {
                        Name = app,
                        ProtocolType = "HTTP",
                        Description = $"Routes of {app}",
                        Tags = new() { [DesiredFunction.AppVariable] = app },
                    },
                    cancellation
                ),
            cancellation
        );
        return await FindAsync(app, cancellation)
            ?? throw new FusionizeException(DeployCodes.CallFailed, null, $"The HTTP API of '{app}' was created, but isn't listed.")
            {
                Place = "GetApis",
            };
    }

    internal async Task CreateStageAsync(string api, CancellationToken cancellation)
    {
        try
        {
            await CallAsync(
                "CreateStage",
                () => client.CreateStageAsync(new() { ApiId = api, StageName = Stage, AutoDeploy = true }, cancellation),
                cancellation
            );
        }
        catch (FusionizeException e) when (e.InnerException is ConflictException)
        {
            // An earlier attempt of this call has created it.
        }
    }

    internal async Task<AliasArn> ArnOfAsync(string function, CancellationToken cancellation) =>
        await _aliases.FindAsync(function, Aliases.Live, cancellation) is { AliasArn: { } arn }
            ? new(arn)
            : throw new FusionizeException(DeployCodes.NoSuchSetup, function, $"The function has no alias '{Aliases.Live}' for its routes.")
            {
                Place = "GetAlias",
            };

    /// <summary>Lets the API invoke a function's live alias.</summary>
    internal async Task AllowAsync(string function, string api, AliasArn alias, CancellationToken cancellation)
    {
        try
        {
            await Calls.RunAsync(
                function,
                "AddPermission",
                () =>
                    lambda.AddPermissionAsync(
                        new()
                        {
                            FunctionName = function,
                            Qualifier = Aliases.Live,
                            StatementId = "fusionize-http-" + api,
                            Action = "lambda:InvokeFunction",
                            Principal = Service,
                            SourceArn = alias.SourceOf(api),
                        },
                        cancellation
                    ),
                cancellation
            );
        }
        catch (ResourceConflictException)
        {
            // It is there already.
        }
    }

    internal async Task<Integration> IntegrateAsync(string api, AliasArn alias, CancellationToken cancellation)
    {
        var created = await CallAsync(
            "CreateIntegration",
            () =>
                client.CreateIntegrationAsync(
                    new()
                    {
                        ApiId = api,
                        IntegrationType = "AWS_PROXY",
                        IntegrationMethod = "POST",
                        IntegrationUri = alias.Text,
                        PayloadFormatVersion = "2.0",
                    },
                    cancellation
                ),
            cancellation
        );
        return new()
        {
            IntegrationId = created.IntegrationId,
            IntegrationType = "AWS_PROXY",
            IntegrationUri = alias.Text,
            PayloadFormatVersion = "2.0",
        };
    }

    internal async Task RouteAsync(HttpApiState api, string key, Integration integration, CancellationToken cancellation)
    {
        var target = "integrations/" + integration.IntegrationId;
        if (api.RouteOf(key) is not { } route)
        {
            try
            {
                var created = await CallAsync(
                    "CreateRoute " + key,
                    () => client.CreateRouteAsync(new() { ApiId = api.Id, RouteKey = key, Target = target }, cancellation),
                    cancellation
                );
                api.Routes.Add(new() { RouteId = created.RouteId, RouteKey = key, Target = target });
                return;
            }
            catch (FusionizeException e) when (e.InnerException is ConflictException)
            {
                // Another deployment has created it, or an earlier attempt of this call.
                api.Routes.Clear();
                api.Routes.AddRange(
                    await CallAsync("GetRoutes", async () => await client.RoutesAsync(api.Id, cancellation).ToListAsync(cancellation), cancellation)
                );
                if (api.RouteOf(key) is not { } there)
                    throw;
                route = there;
            }
        }
        if (route.Target == target)
            return;
        await CallAsync(
            "UpdateRoute " + key,
            () => client.UpdateRouteAsync(new() { ApiId = api.Id, RouteId = route.RouteId, Target = target }, cancellation),
            cancellation
        );
        route.Target = target;
    }

    internal Task DeleteRouteAsync(string api, Route route, CancellationToken cancellation) =>
        IgnoringMissingAsync(
            "DeleteRoute " + route.RouteKey,
            () => client.DeleteRouteAsync(new() { ApiId = api, RouteId = route.RouteId }, cancellation),
            cancellation
        );

    internal Task DeleteIntegrationAsync(string api, Integration integration, CancellationToken cancellation) =>
        IgnoringMissingAsync(
            "DeleteIntegration",
            () => client.DeleteIntegrationAsync(new() { ApiId = api, IntegrationId = integration.IntegrationId }, cancellation),
            cancellation
        );

    private async Task<bool> IsAllowedAsync(string function, string api, CancellationToken cancellation)
    {
        try
        {
            var policy = await Calls.RunAsync(
                function,
                "GetPolicy",
                () => lambda.GetPolicyAsync(new() { FunctionName = function, Qualifier = Aliases.Live }, cancellation),
                cancellation
            );
            // Templates give statements other ids.
            return policy.Policy is { } text
                && text.Contains(Service, StringComparison.Ordinal)
                && text.Contains($":{api}/*\"", StringComparison.Ordinal);
        }
        catch (ResourceNotFoundException)
        {
            return false;
        }
    }

    private static async Task IgnoringMissingAsync<T>(string call, Func<Task<T>> action, CancellationToken cancellation)
    {
        try
        {
            await CallAsync(call, action, cancellation);
        }
        catch (FusionizeException e) when (e.InnerException is NotFoundException)
        {
            // An earlier run has already done this.
        }
    }

    private static Task<T> CallAsync<T>(string call, Func<Task<T>> action, CancellationToken cancellation) =>
        Calls.RunAsync(null, call, action, cancellation);
}

/// <summary>The ARN of a function's live alias.</summary>
internal sealed record AliasArn(string Text)
{
    /// <summary>All routes of an API in the same region and account.</summary>
    public string SourceOf(string api) =>
        Text.Split(':') is ["arn", var partition, _, var region, var account, ..]
            ? $"arn:{partition}:execute-api:{region}:{account}:{api}/*"
            : throw new FormatException($"'{Text}' isn't the ARN of an alias.");
}
