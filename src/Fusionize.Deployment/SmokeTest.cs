using System.Text.Json;
using Fusionize.Aws.Lambda;
using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>Tests a function before it gets live traffic.</summary>
internal sealed class SmokeTest(AmazonLambdaClient lambda, Smoke smoke)
{
    /// <summary>The runtime answers a ping without running a task. It writes no trace line, which an optimizer would count as traffic.</summary>
    private const string Ping = """{"fusionize":1,"task":"fusionize-ping"}""";

    public async Task RunAsync(DesiredFunction function, string qualifier, CancellationToken cancellation)
    {
        if (smoke == Smoke.None)
            return;
        InvokeResponse response;
        try
        {
            response = await Calls.RunAsync(
                function.Name,
                "Invoke",
                () =>
                    lambda.InvokeAsync(
                        new()
                        {
                            FunctionName = function.Name,
                            Qualifier = qualifier,
                            InvocationType = smoke == Smoke.DryRun ? InvocationType.DryRun : InvocationType.RequestResponse,
                            Payload = smoke == Smoke.DryRun ? "{}" : Ping,
                        },
                        cancellation
                    ),
                cancellation
            );
        }
        catch (AmazonLambdaException e)
        {
            throw new FusionizeException(DeployCodes.SmokeFailed, function.Name, e.Message, inner: e) { Place = "Invoke" };
        }
        if (smoke == Smoke.DryRun)
            return;
        if (Trouble(response, function.Group.Name, Aliases.SetupOf(qualifier)!) is { } trouble)
            throw new FusionizeException(DeployCodes.SmokeFailed, function.Name, trouble) { Place = "Invoke" };
    }

    /// <summary>The error in the response to a ping; null if it comes from the group's function.</summary>
    internal static string? Trouble(InvokeResponse response, string group, string setup)
    {
        try
        {
            using var answer = JsonDocument.Parse(response.Payload ?? new MemoryStream());
            var root = answer.RootElement;
            if (response.FunctionError is not null)
                return $"It fails: {Text(root, "errorType")}: {Text(root, "errorMessage")}";
            return Text(root, "group") == group && Text(root, "setup") == setup
                ? null
                : $"It answers for group '{Text(root, "group")}' of setup '{Text(root, "setup")}', not for group '{group}' of setup '{setup}'.";
        }
        catch (JsonException)
        {
            return "Its answer isn't JSON.";
        }
    }

    private static string? Text(JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
