using System.Text;
using System.Text.Json;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>Splits lists into pages. A page's marker is the last item of the previous page, so deletions in between don't shift the pages.</summary>
internal static class Pages
{
    /// <param name="items">In the order of their keys.</param>
    public static Task AnswerAsync<T>(HttpContext http, string member, IEnumerable<T> items, Func<T, string> key, Action<Utf8JsonWriter, T> write)
    {
        var query = http.Request.Query;
        var size = int.TryParse(query["MaxItems"], out var n) ? Math.Clamp(n, 1, 10_000) : 50;
        var after = query["Marker"].ToString() is { Length: > 0 } marker ? Decode(marker) : null;
        var page = items.Where(i => after is null || string.CompareOrdinal(key(i), after) > 0).Take(size + 1).ToArray();
        return Answers.ObjectAsync(http, 200, json =>
        {
            if (page.Length > size)
                json.WriteString("NextMarker", Convert.ToBase64String(Encoding.UTF8.GetBytes(key(page[size - 1]))));
            json.WriteStartArray(member);
            foreach (var item in page.Take(size))
                write(json, item);
            json.WriteEndArray();
        });
    }

    private static string Decode(string marker)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(marker));
        }
        catch (FormatException)
        {
            throw LambdaError.InvalidParameter("Invalid marker.");
        }
    }
}
