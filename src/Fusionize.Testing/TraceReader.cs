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
            // Members with their usual value are omitted.
            root.TryGetProperty("root", out _),
            Text(root, "trace"),
            // Hand-overs of failed detached work aren't calls of the application.
            [.. root.GetProperty("calls").EnumerateArray().Where(c => !c.TryGetProperty("again", out _)).Select(Call)],
            Error(root, "type"),
            Error(root, "message")
        );
    }

    private static TaskCall Call(JsonElement call) =>
        new(
            Text(call, "from"),
            Text(call, "to"),
            call.TryGetProperty("kind", out _),
            call.TryGetProperty("where", out _),
            Bytes(call, "in"),
            Bytes(call, "out"),
            Error(call, "type")
        );

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static int Bytes(JsonElement call, string name) => call.TryGetProperty(name, out var bytes) ? bytes.GetInt32() : 0;

    private static string? Error(JsonElement json, string part) =>
        json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? error.GetProperty(part).GetString() : null;
}
