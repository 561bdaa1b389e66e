using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fusionize.Tests.Infrastructure;

/// <summary>A JSON text with one damage each.</summary>
internal static class JsonDamage
{
    /// <summary>Each member and item in turn has each of these values, or is gone where the value is empty.</summary>
    public static IEnumerable<string> Of(string json, params string[] values)
    {
        foreach (var path in Paths(Parse(json)))
        {
            foreach (var value in values)
            {
                var root = Parse(json);
                Replace(root, path, value);
                yield return root.ToJsonString();
            }
        }
    }

    private static JsonNode Parse(string json) => JsonNode.Parse(json, documentOptions: new() { CommentHandling = JsonCommentHandling.Skip })!;

    private static IEnumerable<object[]> Paths(JsonNode node, params object[] path)
    {
        var children = node switch
        {
            JsonObject o => o.Select(m => (Key: (object)m.Key, m.Value)),
            JsonArray a => a.Select((v, i) => (Key: (object)i, Value: v)),
            _ => [],
        };
        foreach (var (key, value) in children)
        {
            object[] child = [.. path, key];
            yield return child;
            if (value is not null)
                foreach (var below in Paths(value, child))
                    yield return below;
        }
    }

    private static void Replace(JsonNode root, object[] path, string value)
    {
        var parent = path[..^1].Aggregate(root, (node, key) => key is int i ? node[i]! : node[(string)key]!);
        var node = value.Length == 0 ? null : JsonNode.Parse(value);
        if (parent is JsonArray array)
            array[(int)path[^1]] = node;
        else if (value.Length == 0)
            parent.AsObject().Remove((string)path[^1]);
        else
            parent[(string)path[^1]] = node;
    }
}
