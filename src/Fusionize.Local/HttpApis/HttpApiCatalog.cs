using System.Text.RegularExpressions;
using Fusionize.Setups.Http;

namespace Fusionize.Local.HttpApis;

/// <summary>The HTTP APIs on the platform.</summary>
internal sealed partial class HttpApiCatalog(string region)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, HttpApi> _apis = new(StringComparer.Ordinal);

    // What requests need, replaced after each change.
    private volatile Dictionary<string, (HttpApi Api, RouteTable<HttpIntegration> Table)> _served = [];

    public string Region => region;

    /// <summary>The API that serves the paths with this first segment, with its routes; null if there is none.</summary>
    public (HttpApi Api, RouteTable<HttpIntegration> Table)? FindServing(string segment) =>
        _served.TryGetValue(segment, out var found) ? found : null;

    public HttpApi Create(string name, string? description, IEnumerable<KeyValuePair<string, string>> tags)
    {
        lock (_gate)
        {
            var id = NewId(_apis.ContainsKey);
            // AWS allows several APIs with the same name. Further ones have their ids as addresses.
            var segment = NamePattern().IsMatch(name) && !_apis.Values.Any(a => a.Segment == name) ? name : id;
            var api = new HttpApi(id, name, segment) { Description = description };
            foreach (var (key, value) in tags)
                api.Tags[key] = value;
            _apis.Add(id, api);
            Publish();
            return api;
        }
    }

    public T Read<T>(Func<IReadOnlyCollection<HttpApi>, T> read)
    {
        lock (_gate)
            return read(_apis.Values);
    }

    public T Change<T>(string id, Func<HttpApi, T> change)
    {
        lock (_gate)
        {
            var result = change(_apis.GetValueOrDefault(id) ?? throw HttpApiError.NotFound("API"));
            Publish();
            return result;
        }
    }

    public void Delete(string id)
    {
        lock (_gate)
        {
            if (!_apis.Remove(id))
                throw HttpApiError.NotFound("API");
            Publish();
        }
    }

    private void Publish() => _served = _apis.Values.ToDictionary(a => a.Segment, a => (a, a.Table()), StringComparer.Ordinal);

    /// <summary>Ten letters and digits, as on AWS.</summary>
    public static string NewId(Func<string, bool> isTaken)
    {
        while (true)
        {
            var id = (char)('a' + Random.Shared.Next(26)) + Random.Shared.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 9);
            if (!isTaken(id))
                return id;
        }
    }

    /// <summary>Names that can be the first segment of a path, and that no other part of the platform uses.</summary>
    [GeneratedRegex(@"^(?!(url|v2)\z)[a-zA-Z][a-zA-Z0-9-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
