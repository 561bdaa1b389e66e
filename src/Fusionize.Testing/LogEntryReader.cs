using System.Text.Json;

namespace Fusionize.Testing;

/// <summary>Reads an entry of Fusionize.Logging (docs/services.md).</summary>
internal static class LogEntryReader
{
    public static LogEntry Read(ReadOnlyMemory<byte> line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return new LogEntry(
            Text(root, "level")!,
            Text(root, "category")!,
            Text(root, "message")!,
            Text(root, "task"),
            Text(root, "requestId"),
            Text(root, "traceId"),
            root.TryGetProperty("values", out var values)
                ? values.EnumerateObject().ToDictionary(static v => v.Name, static v => v.Value.Clone(), StringComparer.Ordinal)
                : [],
            root.TryGetProperty("scopes", out var scopes) ? [.. scopes.EnumerateArray().Select(static s => s.GetString()!)] : [],
            Text(root, "errorType"),
            Text(root, "errorMessage")
        );
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var text) ? text.GetString() : null;
}
