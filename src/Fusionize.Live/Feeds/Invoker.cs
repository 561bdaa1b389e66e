using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Fusionize.Live.Model;
using Fusionize.Packaging;

namespace Fusionize.Live.Feeds;

/// <summary>Sends requests of the form to the platform, as any client would, and remembers the last ones.</summary>
internal sealed class Invoker(Uri endpoint) : IDisposable
{
    private const int MaxRuns = 50;
    private const int MaxAnswer = 256 * 1024;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(16) };
    private readonly Lock _gate = new();
    private readonly Queue<InvokeRun> _runs = new();
    private int _number;

    /// <summary>The last requests, the newest first.</summary>
    public IReadOnlyList<InvokeRun> Runs
    {
        get
        {
            lock (_gate)
                return [.. _runs.Reverse()];
        }
    }

    /// <summary>The entries and routes of the build; without one, the functions that clients may invoke.</summary>
    public static IReadOnlyList<InvokeTarget> Targets(IReadOnlyList<LiveFunction> functions, FusionManifest? manifest)
    {
        var live = functions.ToDictionary(f => f.Name, StringComparer.Ordinal);
        var targets = new List<InvokeTarget>();
        foreach (var task in manifest?.Tasks.Where(t => t.Entry) ?? [])
        {
            var name = manifest!.Groups.First(g => g.Entries.Contains(task.Id)).FunctionOf(task.Id);
            if (!live.Remove(name, out var function))
                continue;
            var parameters = task.Params.Select(p => $"{p.Name}: {p.Type.Replace("System.", "", StringComparison.Ordinal)}");
            targets.Add(new($"task:{task.Id}", task.Id, name, function.Qualifier, null, null, [.. parameters]));
            foreach (var (method, template) in task.Routes ?? [])
                targets.Add(new($"route:{method} {template}", $"{method} {template}", name, function.Qualifier, method, template, []));
        }
        // Functions of the build's groups that serve no entry can't be reached by clients.
        var inner = manifest?.Groups.SelectMany(g => g.Functions).ToHashSet(StringComparer.Ordinal) ?? [];
        targets.AddRange(
            functions
                .Where(f => live.ContainsKey(f.Name) && !inner.Contains(f.Name))
                .Select(f => new InvokeTarget($"function:{f.Name}", f.Name, f.Name, f.Qualifier, null, null, []))
        );
        return targets;
    }

    /// <param name="target">The target.</param>
    /// <param name="path">Path and query of a route, with its parameters filled in.</param>
    /// <param name="body">The payload, or the body of a route.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<InvokeRun> RunAsync(InvokeTarget target, string? path, string body, CancellationToken cancellation)
    {
        var at = DateTimeOffset.UtcNow;
        var clock = Stopwatch.GetTimestamp();
        var (failed, status, answer, log, id) = (true, "", "", "", (string?)null);
        try
        {
            using var request = Request(target, path, body);
            using var response = await _http.SendAsync(request, cancellation);
            var content = await response.Content.ReadAsByteArrayAsync(cancellation);
            var error = Header(response, "X-Amz-Function-Error");
            status = $"{(int)response.StatusCode}{(error is null ? "" : $", {error} error")}";
            failed = error is not null || !response.IsSuccessStatusCode;
            answer = Cut(content);
            log = Header(response, "X-Amz-Log-Result") is { } tail ? Cut(Convert.FromBase64String(tail)) : "";
            id = Header(response, "x-amzn-RequestId");
        }
        catch (Exception e) when (e is HttpRequestException or FormatException or UriFormatException or InvalidOperationException)
        {
            (status, answer) = ("not sent", e.Message);
        }
        var ms = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        lock (_gate)
        {
            var kept = body.Length <= MaxAnswer ? body : "";
            var run = new InvokeRun(++_number, target.Key, target.Label, path, kept, at, ms, failed, status, answer, log, id, target.Function);
            if (_runs.Count == MaxRuns)
                _runs.Dequeue();
            _runs.Enqueue(run);
            return run;
        }
    }

    private HttpRequestMessage Request(InvokeTarget target, string? path, string body)
    {
        if (target.Method is { } method)
        {
            var function = target.Qualifier is null ? target.Function : $"{target.Function}:{target.Qualifier}";
            var request = new HttpRequestMessage(new(method), new Uri(endpoint, $"/url/{function}/{(path ?? target.Path ?? "").TrimStart('/')}"));
            if (body.Length > 0)
                request.Content = Json(body);
            return request;
        }
        var qualifier = target.Qualifier is null ? "" : $"?Qualifier={Uri.EscapeDataString(target.Qualifier)}";
        return new(HttpMethod.Post, new Uri(endpoint, $"/2015-03-31/functions/{Uri.EscapeDataString(target.Function)}/invocations{qualifier}"))
        {
            Content = Json(body),
            Headers = { { "X-Amz-Log-Type", "Tail" } },
        };
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string Cut(byte[] bytes) =>
        bytes.Length <= MaxAnswer ? Encoding.UTF8.GetString(bytes) : Encoding.UTF8.GetString(bytes, 0, MaxAnswer) + "…";

    public void Dispose() => _http.Dispose();
}
