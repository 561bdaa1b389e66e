using System.Text.Json.Nodes;
using Fusionize.Packaging;
using Fusionize.Setups.Http;
using static Fusionize.Deployment.Infrastructure.TerraformTemplate;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>The HTTP API in front of an application's routes, as the deployer creates it, in Terraform configuration.</summary>
internal static class TerraformRoutes
{
    private const string Api = "http";

    /// <summary>Adds nothing if the application has no routes.</summary>
    /// <param name="manifest">The build.</param>
    /// <param name="add">Adds a resource: type, name, properties.</param>
    /// <param name="outputs">Receives the address.</param>
    public static void Add(FusionManifest manifest, Action<string, string, JsonObject> add, JsonObject outputs)
    {
        var routes = ApiRoutes.Of(manifest.TaskRoutes);
        if (routes.IsEmpty)
            return;
        const string ApiId = $"${{aws_apigatewayv2_api.{Api}.id}}";
        add(
            "aws_apigatewayv2_api",
            Api,
            new()
            {
                ["name"] = manifest.App,
                ["protocol_type"] = "HTTP",
                ["tags"] = new JsonObject { [DesiredFunction.AppVariable] = manifest.App },
            }
        );
        add(
            "aws_apigatewayv2_stage",
            Api,
            new()
            {
                ["api_id"] = ApiId,
                ["name"] = "$default",
                ["auto_deploy"] = true,
            }
        );
        foreach (var task in routes.Select(r => r.Task).Distinct(StringComparer.Ordinal))
        {
            var id = Id(task);
            add(
                "aws_lambda_permission",
                id,
                new()
                {
                    ["action"] = "lambda:InvokeFunction",
                    ["function_name"] = $"${{aws_lambda_function.{id}.function_name}}",
                    ["qualifier"] = $"${{aws_lambda_alias.{id}_live.name}}",
                    ["principal"] = "apigateway.amazonaws.com",
                    ["source_arn"] = $"${{aws_apigatewayv2_api.{Api}.execution_arn}}/*",
                }
            );
            add(
                "aws_apigatewayv2_integration",
                id,
                new()
                {
                    ["api_id"] = ApiId,
                    ["integration_type"] = "AWS_PROXY",
                    ["integration_method"] = "POST",
                    ["integration_uri"] = $"${{aws_lambda_alias.{id}_live.invoke_arn}}",
                    ["payload_format_version"] = "2.0",
                    ["depends_on"] = new JsonArray("aws_lambda_permission." + id),
                }
            );
        }
        foreach (var route in routes)
        {
            add(
                "aws_apigatewayv2_route",
                RouteNames.Of(route.Key, "_"),
                new()
                {
                    ["api_id"] = ApiId,
                    ["route_key"] = Escape(route.Key),
                    ["target"] = $"integrations/${{aws_apigatewayv2_integration.{Id(route.Task)}.id}}",
                }
            );
        }
        outputs["http_api"] = new JsonObject { ["value"] = $"${{aws_apigatewayv2_api.{Api}.api_endpoint}}" };
    }
}
