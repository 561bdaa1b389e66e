using System.Text.Json;

namespace Fusionize.Testing;

/// <summary>Reads a function's trace line (docs/function.md).</summary>
internal static class TraceReader
{
    public static TaskInvocation Read(ReadOnlyMemory<byte> line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return new TaskInvocation(
            Text(root, "group"),
            Text(root, "task"),
            root.GetProperty("root").GetBoolean(),
            Text(root, "trace"),
            // What hands over detached work that failed is no call of the application's.
            [.. root.GetProperty("calls").EnumerateArray().Where(c => !c.TryGetProperty("again", out _)).Select(Call)],
            Error(root, "type"),
            Error(root, "message")
        );
    }

    private static TaskCall Call(JsonElement call) =>
        new(
            Text(call, "from"),
            Text(call, "to"),
            Text(call, "kind") == "async",
            Text(call, "where") == "remote",
            call.GetProperty("in").GetInt32(),
            call.GetProperty("out").GetInt32(),
            Error(call, "type")
        );

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string? Error(JsonElement json, string part) =>
        json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? error.GetProperty(part).GetString() : null;
}
