using System.Text.Json;
using Fusionize.Engine.Aws.Lambda;

namespace Fusionize.Engine.Deployment;

/// <summary>Tries a function before it gets live traffic.</summary>
internal sealed class SmokeTest(AmazonLambdaClient lambda, Smoke smoke)
{
    /// <summary>No task can have this name. Not sampled and with a caller, so that it leaves no trace that an optimizer would take for traffic.</summary>
    private const string Ping =
        """{"fusionize":1,"task":"fusionize-ping","args":{},"caller":"fusionize-deploy","traceparent":"00-00000000000000000000000000000001-0000000000000001-00"}""";

    public async Task RunAsync(DesiredFunction function, string qualifier, CancellationToken cancellation)
    {
        if (smoke == Smoke.None) return;
        InvokeResponse response;
        try
        {
            response = await Calls.RunAsync(function.Name, "Invoke", () => lambda.InvokeAsync(new()
            {
                FunctionName = function.Name,
                Qualifier = qualifier,
                InvocationType = smoke == Smoke.DryRun ? InvocationType.DryRun : InvocationType.RequestResponse,
                Payload = smoke == Smoke.DryRun ? "{}" : Ping,
            }, cancellation), cancellation);
        }
        catch (AmazonLambdaException e)
        {
            throw new DeployException(DeployCodes.SmokeFailed, function.Name, "Invoke", e.Message, e);
        }
        if (smoke == Smoke.DryRun) return;
        if (Trouble(response, function.Group.Name) is { } trouble) throw new DeployException(DeployCodes.SmokeFailed, function.Name, "Invoke", trouble);
    }

    /// <summary>Why the answer to a ping is not the one of the group's function; null when it is.</summary>
    internal static string? Trouble(InvokeResponse response, string group)
    {
        try
        {
            using var answer = JsonDocument.Parse(response.Payload ?? new MemoryStream());
            var root = answer.RootElement;
            if (response.FunctionError is null)
                return Text(root, "group") is { } said && said == group ? null : $"It answers for group '{Text(root, "group")}', not '{group}'.";
            var (type, message) = (Text(root, "errorType"), Text(root, "errorMessage"));
            // The function runs, and says which group it is by saying what it doesn't serve.
            return type?.EndsWith("UnknownTaskException", StringComparison.Ordinal) == true && message?.Contains($"'{group}'", StringComparison.Ordinal) == true
                ? null
                : $"It fails: {type}: {message}";
        }
        catch (JsonException)
        {
            return "Its answer isn't JSON.";
        }
    }

    private static string? Text(JsonElement e, string name)
        => e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
