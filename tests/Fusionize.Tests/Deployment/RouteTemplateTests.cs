using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fusionize.Deployment.Infrastructure;
using Fusionize.Packaging;

namespace Fusionize.Tests.Deployment;

/// <summary>The HTTP API of an application in templates.</summary>
public sealed class RouteTemplateTests
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly InfrastructureOptions s_everything = new() { Scope = InfrastructureScope.Everything };

    /// <summary>Look has a route, and Check, which becomes an entry.</summary>
    internal static FusionManifest Routed(FusionManifest app) =>
        app with
        {
            Tasks =
            [
                .. app.Tasks.Select(t =>
                    t.Id switch
                    {
                        "Look" => t with { Routes = [new("GET", "/items/{id}")] },
                        "Check" => t with { Entry = true, Routes = [new("PUT", "/items/{key}")] },
                        _ => t,
                    }
                ),
            ],
            Groups =
            [
                .. app.Groups.Select(g =>
                    g.Tasks.Contains("Check") && g.Name != "Check"
                        ? g with { EntryFunctions = ImmutableSortedDictionary<string, string>.Empty.Add("Check", "iot-Check") }
                        : g
                ),
            ],
        };

    [Fact]
    public void CloudFormation_gets_the_API_that_the_deployer_would_make()
    {
        var template = JsonNode.Parse(CloudFormationTemplate.Write(Routed(AccessTests.App("Look,Check", "Store")), s_everything))!;

        var resources = template["Resources"]!.AsObject().Where(r => IsOfApi((string)r.Value!["Type"]!));
        Assert.Equal(
            """
            HttpApi AWS::ApiGatewayV2::Api {"Name":"iot","ProtocolType":"HTTP","Tags":{"FUSIONIZE_APP":"iot"}}
            HttpApiStage AWS::ApiGatewayV2::Stage {"StageName":"$default","AutoDeploy":true}
            LookIntegration AWS::ApiGatewayV2::Integration {"IntegrationType":"AWS_PROXY","IntegrationMethod":"POST","IntegrationUri":{"Ref":"LookLive"},"PayloadFormatVersion":"2.0"}
            LookPermission AWS::Lambda::Permission {"Action":"lambda:InvokeFunction","FunctionName":{"Ref":"LookLive"},"Principal":"apigateway.amazonaws.com","SourceArn":{"Fn::Sub":"arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/*"}}
            CheckIntegration AWS::ApiGatewayV2::Integration {"IntegrationType":"AWS_PROXY","IntegrationMethod":"POST","IntegrationUri":{"Ref":"CheckLive"},"PayloadFormatVersion":"2.0"}
            CheckPermission AWS::Lambda::Permission {"Action":"lambda:InvokeFunction","FunctionName":{"Ref":"CheckLive"},"Principal":"apigateway.amazonaws.com","SourceArn":{"Fn::Sub":"arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${HttpApi}/*"}}
            RouteGetItemsId AWS::ApiGatewayV2::Route {"RouteKey":"GET /items/{id}","Target":{"Fn::Sub":"integrations/${LookIntegration}"}}
            RoutePutItemsKey AWS::ApiGatewayV2::Route {"RouteKey":"PUT /items/{key}","Target":{"Fn::Sub":"integrations/${CheckIntegration}"}}
            RouteHeadItemsId AWS::ApiGatewayV2::Route {"RouteKey":"HEAD /items/{id}","Target":{"Fn::Sub":"integrations/${LookIntegration}"}}
            RouteAnyItemsId AWS::ApiGatewayV2::Route {"RouteKey":"ANY /items/{id}","Target":{"Fn::Sub":"integrations/${LookIntegration}"}}
            """,
            string.Join('\n', resources.Select(r => $"{WithoutHash(r.Key)} {r.Value!["Type"]} {Text(r.Value["Properties"]!)}"))
        );
        Assert.Equal("""{"Fn::GetAtt":["HttpApi","ApiEndpoint"]}""", template["Outputs"]!["HttpApi"]!["Value"]!.ToJsonString());
    }

    [Fact]
    public void Terraform_gets_the_API_that_the_deployer_would_make()
    {
        var template = JsonNode.Parse(TerraformTemplate.Write(Routed(AccessTests.App("Look,Check", "Store")), s_everything))!;

        var resources =
            from type in template["resource"]!.AsObject()
            where type.Key.StartsWith("aws_apigatewayv2", StringComparison.Ordinal) || type.Key == "aws_lambda_permission"
            from resource in type.Value!.AsObject()
            select $"{type.Key}.{WithoutHash(resource.Key)} {Text(resource.Value!)}";
        Assert.Equal(
            """
            aws_apigatewayv2_api.http {"name":"iot","protocol_type":"HTTP","tags":{"FUSIONIZE_APP":"iot"}}
            aws_apigatewayv2_integration.Look {"integration_type":"AWS_PROXY","integration_method":"POST","integration_uri":"${aws_lambda_alias.Look_live.invoke_arn}","payload_format_version":"2.0","depends_on":["aws_lambda_permission.Look"]}
            aws_apigatewayv2_integration.Check {"integration_type":"AWS_PROXY","integration_method":"POST","integration_uri":"${aws_lambda_alias.Check_live.invoke_arn}","payload_format_version":"2.0","depends_on":["aws_lambda_permission.Check"]}
            aws_apigatewayv2_route.Get_Items_Id {"route_key":"GET /items/{id}","target":"integrations/${aws_apigatewayv2_integration.Look.id}"}
            aws_apigatewayv2_route.Put_Items_Key {"route_key":"PUT /items/{key}","target":"integrations/${aws_apigatewayv2_integration.Check.id}"}
            aws_apigatewayv2_route.Head_Items_Id {"route_key":"HEAD /items/{id}","target":"integrations/${aws_apigatewayv2_integration.Look.id}"}
            aws_apigatewayv2_route.Any_Items_Id {"route_key":"ANY /items/{id}","target":"integrations/${aws_apigatewayv2_integration.Look.id}"}
            aws_apigatewayv2_stage.http {"name":"$default","auto_deploy":true}
            aws_lambda_permission.Look {"action":"lambda:InvokeFunction","function_name":"${aws_lambda_function.Look.function_name}","qualifier":"${aws_lambda_alias.Look_live.name}","principal":"apigateway.amazonaws.com","source_arn":"${aws_apigatewayv2_api.http.execution_arn}/*"}
            aws_lambda_permission.Check {"action":"lambda:InvokeFunction","function_name":"${aws_lambda_function.Check.function_name}","qualifier":"${aws_lambda_alias.Check_live.name}","principal":"apigateway.amazonaws.com","source_arn":"${aws_apigatewayv2_api.http.execution_arn}/*"}
            """,
            string.Join('\n', resources)
        );
        Assert.Equal("${aws_apigatewayv2_api.http.api_endpoint}", (string?)template["output"]!["http_api"]!["value"]);
    }

    [Theory]
    [InlineData(InfrastructureScope.Access, true)]
    [InlineData(InfrastructureScope.Everything, false)]
    public void Without_functions_or_if_unwanted_there_is_no_API(InfrastructureScope scope, bool httpApi)
    {
        var app = Routed(AccessTests.App("Look,Check", "Store"));
        var options = new InfrastructureOptions { Scope = scope, HttpApi = httpApi };

        Assert.DoesNotContain("ApiGateway", CloudFormationTemplate.Write(app, options), StringComparison.Ordinal);
        Assert.DoesNotContain("apigateway", TerraformTemplate.Write(app, options), StringComparison.Ordinal);
    }

    /// <summary>JSON without the reference to the API, which all have.</summary>
    private static string Text(JsonNode properties)
    {
        var own = properties.DeepClone().AsObject();
        own.Remove("ApiId");
        own.Remove("api_id");
        return own.ToJsonString(s_json);
    }

    private static bool IsOfApi(string type) =>
        type.StartsWith("AWS::ApiGatewayV2", StringComparison.Ordinal) || type == "AWS::Lambda::Permission";

    /// <summary>Routes have a hash at the end of their names.</summary>
    private static string WithoutHash(string name) =>
        Regex.Replace(name, "^((Route)?[A-Z][a-z]+_?Items_?[A-Za-z]+?)_?[0-9a-f]{8}$", "$1");
}
