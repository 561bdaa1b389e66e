using System.Globalization;
using System.Text.Json;
using Fusionize.Local.Execution;
using Fusionize.Local.Functions;

namespace Fusionize.Local.Lambda;

/// <summary>The shapes of the Lambda API's responses.</summary>
internal static class LambdaAnswers
{
    public static void Configuration(Utf8JsonWriter json, string region, FunctionVersion version, bool qualifiedArn)
    {
        var c = version.Configuration;
        json.WriteStartObject();
        json.WriteString("FunctionName", c.Name);
        json.WriteString("FunctionArn", FunctionName.Arn(region, c.Name, qualifiedArn ? version.Version : null));
        json.WriteString("Runtime", c.Runtime);
        json.WriteString("Role", c.Role);
        json.WriteString("Handler", c.Handler);
        json.WriteNumber("CodeSize", c.CodeSize);
        json.WriteString("Description", c.Description);
        json.WriteNumber("Timeout", c.TimeoutSeconds);
        json.WriteNumber("MemorySize", c.MemoryMB);
        json.WriteString("LastModified", c.LastModified.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff+0000", CultureInfo.InvariantCulture));
        json.WriteString("CodeSha256", c.CodeSha256);
        json.WriteString("Version", version.Version);
        if (c.Environment.Count > 0)
        {
            json.WriteStartObject("Environment");
            Map(json, "Variables", c.Environment);
            json.WriteEndObject();
        }
        if (c.Subnets.Length > 0 || c.SecurityGroups.Length > 0)
        {
            json.WriteStartObject("VpcConfig");
            Texts(json, "SubnetIds", c.Subnets);
            Texts(json, "SecurityGroupIds", c.SecurityGroups);
            json.WriteEndObject();
        }
        if (c.DeadLetterTarget.Length > 0)
        {
            json.WriteStartObject("DeadLetterConfig");
            json.WriteString("TargetArn", c.DeadLetterTarget);
            json.WriteEndObject();
        }
        json.WriteStartObject("TracingConfig");
        json.WriteString("Mode", c.TracesActively ? "Active" : "PassThrough");
        json.WriteEndObject();
        json.WriteString("RevisionId", c.RevisionId);
        // A package is extracted before its function exists, so there is no pending state.
        json.WriteString("State", "Active");
        json.WriteString("LastUpdateStatus", "Successful");
        json.WriteString("PackageType", "Zip");
        json.WriteStartArray("Architectures");
        json.WriteStringValue(c.Architecture);
        json.WriteEndArray();
        json.WriteStartObject("EphemeralStorage");
        json.WriteNumber("Size", c.EphemeralStorageMB);
        json.WriteEndObject();
        json.WriteStartObject("LoggingConfig");
        json.WriteString("LogFormat", c.Logging.Json ? "JSON" : "Text");
        if (c.Logging.Json)
        {
            json.WriteString("ApplicationLogLevel", (c.Logging.Application ?? LogLevel.Info).ToString().ToUpperInvariant());
            json.WriteString("SystemLogLevel", (c.Logging.System ?? LogLevel.Info).ToString().ToUpperInvariant());
        }
        json.WriteString("LogGroup", c.LogGroup);
        json.WriteEndObject();
        json.WriteStartObject("SnapStart");
        json.WriteString("ApplyOn", "None");
        json.WriteString("OptimizationStatus", "Off");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Alias(Utf8JsonWriter json, string region, string function, FunctionAlias alias)
    {
        json.WriteStartObject();
        json.WriteString("AliasArn", FunctionName.Arn(region, function, alias.Name));
        json.WriteString("Name", alias.Name);
        json.WriteString("FunctionVersion", alias.Version);
        json.WriteString("Description", alias.Description);
        if (alias.Weights.Count > 0)
        {
            json.WriteStartObject("RoutingConfig");
            json.WriteStartObject("AdditionalVersionWeights");
            foreach (var (version, weight) in alias.Weights)
                json.WriteNumber(version, weight);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteString("RevisionId", alias.RevisionId);
        json.WriteEndObject();
    }

    /// <summary>Writes nothing for null.</summary>
    public static void Texts(Utf8JsonWriter json, string name, IEnumerable<string>? texts)
    {
        if (texts is null)
            return;
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    public static void Map(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string>> map)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map)
            json.WriteString(key, value);
        json.WriteEndObject();
    }
}
