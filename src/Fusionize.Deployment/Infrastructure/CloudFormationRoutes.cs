using System.Text.Json.Nodes;
using Fusionize.Packaging;
using Fusionize.Setups.Http;
using static Fusionize.Deployment.Infrastructure.CloudFormationTemplate;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>The HTTP API in front of an application's routes, as the deployer creates it, in a CloudFormation template.</summary>
internal static class CloudFormationRoutes
{
    private const string Api = "HttpApi";

    /// <summary>Adds nothing if the application has no routes.</summary>
    public static void Add(FusionManifest manifest, JsonObject resources, JsonObject outputs)
    {
        var routes = ApiRoutes.Of(manifest.TaskRoutes);
        if (routes.IsEmpty)
            return;
        resources[Api] = Resource(
            "AWS::ApiGatewayV2::Api",
            new()
            {
                ["Name"] = manifest.App,
                ["ProtocolType"] = "HTTP",
                ["Tags"] = new JsonObject { [DesiredFunction.AppVariable] = manifest.App },
            }
        );
        resources[Api + "Stage"] = Resource(
            "AWS::ApiGatewayV2::Stage",
            new()
            {
                ["ApiId"] = Ref(Api),
                ["StageName"] = "$default",
                ["AutoDeploy"] = true,
            }
        );
        foreach (var task in routes.Select(r => r.Task).Distinct(StringComparer.Ordinal))
        {
            var id = Id(task);
            resources[id + "Integration"] = Resource(
                "AWS::ApiGatewayV2::Integration",
                new()
                {
                    ["ApiId"] = Ref(Api),
                    ["IntegrationType"] = "AWS_PROXY",
                    ["IntegrationMethod"] = "POST",
                    ["IntegrationUri"] = Ref(id + "Live"),
                    ["PayloadFormatVersion"] = "2.0",
                },
                dependsOn: id + "Permission"
            );
            resources[id + "Permission"] = Resource(
                "AWS::Lambda::Permission",
                new()
                {
                    ["Action"] = "lambda:InvokeFunction",
                    ["FunctionName"] = Ref(id + "Live"),
                    ["Principal"] = "apigateway.amazonaws.com",
                    ["SourceArn"] = Sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${" + Api + "}/*"),
                }
            );
        }
        foreach (var route in routes)
        {
            resources["Route" + RouteNames.Of(route.Key, "")] = Resource(
                "AWS::ApiGatewayV2::Route",
                new()
                {
                    ["ApiId"] = Ref(Api),
                    ["RouteKey"] = route.Key,
                    ["Target"] = Sub("integrations/${" + Id(route.Task) + "Integration}"),
                }
            );
        }
        outputs[Api] = new JsonObject { ["Description"] = $"Address of the routes of {manifest.App}", ["Value"] = GetAtt(Api, "ApiEndpoint") };
    }
}
