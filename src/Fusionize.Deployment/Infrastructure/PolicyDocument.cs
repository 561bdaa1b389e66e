using System.Text.Json.Nodes;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>IAM policy documents.</summary>
internal static class PolicyDocument
{
    public static JsonObject AssumedByLambda() =>
        new()
        {
            ["Version"] = "2012-10-17",
            ["Statement"] = new JsonArray(
                new JsonObject
                {
                    ["Effect"] = "Allow",
                    ["Principal"] = new JsonObject { ["Service"] = "lambda.amazonaws.com" },
                    ["Action"] = "sts:AssumeRole",
                }
            ),
        };

    /// <summary>Writes a policy with one statement per resource.</summary>
    /// <param name="statements">The permissions.</param>
    /// <param name="resource">Writes a resource in the template's format.</param>
    public static JsonObject Allowing(IEnumerable<AccessStatement> statements, Func<string, JsonNode> resource) =>
        new()
        {
            ["Version"] = "2012-10-17",
            ["Statement"] = new JsonArray([
                .. statements
                    .GroupBy(s => s.Resource)
                    .Select(g => new JsonObject
                    {
                        ["Effect"] = "Allow",
                        ["Action"] = new JsonArray([.. g.Select(s => (JsonNode)s.Action)]),
                        ["Resource"] = resource(g.Key),
                    }),
            ]),
        };
}
