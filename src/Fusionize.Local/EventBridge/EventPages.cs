using System.Text.Json;

namespace Fusionize.Local.EventBridge;

/// <summary>Splits lists into pages. A page's token is the last key of the page before.</summary>
internal static class EventPages
{
    private const int MaxLimit = 100;

    /// <param name="items">In the order of their keys.</param>
    public static Action<Utf8JsonWriter> Of<T>(
        string member,
        IEnumerable<T> items,
        Func<T, string> key,
        int? limit,
        string? token,
        Action<Utf8JsonWriter, T> write
    )
    {
        if (limit is < 1 or > MaxLimit)
            throw EventsError.Validation($"Value '{limit}' at 'limit' failed to satisfy constraint: between 1 and {MaxLimit}");
        var size = limit ?? MaxLimit;
        var page = items.Where(i => string.IsNullOrEmpty(token) || string.CompareOrdinal(key(i), token) > 0).Take(size + 1).ToArray();
        return json =>
        {
            json.WriteStartArray(member);
            foreach (var item in page.Take(size))
                write(json, item);
            json.WriteEndArray();
            if (page.Length > size)
                json.WriteString("NextToken", key(page[size - 1]));
        };
    }
}
