using System.Text.Json;

namespace Fusionize.Local.Mappings;

/// <summary>
/// Reads which messages of a batch a function reports as failed (<c>batchItemFailures</c>), by Lambda's rules: an empty report means that none has
/// failed, and a report that can't be understood means that all have.
/// </summary>
internal static class BatchAnswer
{
    /// <param name="answer">The function's answer.</param>
    /// <param name="ids">The ids of the batch's messages.</param>
    /// <returns>The ids of the failed messages; null: all.</returns>
    public static IReadOnlySet<string>? Failures(ReadOnlyMemory<byte> answer, IReadOnlySet<string> ids)
    {
        if (answer.Span.Trim(" \t\r\n"u8).IsEmpty)
            return new HashSet<string>();
        try
        {
            using var document = JsonDocument.Parse(answer);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Null)
                return new HashSet<string>();
            if (root.ValueKind == JsonValueKind.String && root.GetString()!.Length == 0)
                return new HashSet<string>();
            if (root.ValueKind != JsonValueKind.Object)
                return null;
            if (!root.TryGetProperty("batchItemFailures", out var failures) || failures.ValueKind == JsonValueKind.Null)
                return new HashSet<string>();
            return failures.ValueKind == JsonValueKind.Array ? Read(failures, ids) : null;
        }
        // No JSON, or a text that isn't Unicode.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static HashSet<string>? Read(JsonElement failures, IReadOnlySet<string> ids)
    {
        var failed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var failure in failures.EnumerateArray())
        {
            if (
                failure.ValueKind != JsonValueKind.Object
                || !failure.TryGetProperty("itemIdentifier", out var identifier)
                || identifier.ValueKind != JsonValueKind.String
                || !ids.Contains(identifier.GetString()!)
            )
                return null;
            failed.Add(identifier.GetString()!);
        }
        return failed;
    }
}
