using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Fusionize.Records;

namespace Fusionize.Deployment;

/// <summary>Reads from the logs how each version of a function did: what failed comes from trace and REPORT lines, the version from START
/// lines.</summary>
internal sealed class HealthWatch(ILogSource logs)
{
    public async Task<IReadOnlyDictionary<string, VersionHealth>> ReadAsync(string function, DateTimeOffset from, CancellationToken cancellation)
    {
        var versions = new VersionTap(logs);
        var requests = new List<InvocationRecord>();
        await foreach (
            var record in new Extractor().ExtractAsync(versions, new LogQuery([$"/aws/lambda/{function}"], from), cancellation: cancellation)
        )
        {
            if (record.IsRoot)
                requests.Add(record);
        }
        return requests
            .GroupBy(r => versions.Of(r.RequestId))
            .Where(g => g.Key is not null)
            .ToDictionary(
                g => g.Key!,
                g => new VersionHealth(
                    g.Count(),
                    g.Count(r => r.Error is not null),
                    P95(g.Where(r => !r.IsCold && r.Error is null).Select(r => r.DurationMs))
                ),
                StringComparer.Ordinal
            );
    }

    private static double P95(IEnumerable<double> durations)
    {
        var sorted = durations.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(sorted.Length * 0.95) - 1];
    }

    private sealed class VersionTap(ILogSource inner) : ILogSource
    {
        private const string Start = "START RequestId: ";
        private const string Version = " Version: ";
        private const string JsonStart = "\"platform.start\"";

        private readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal);

        public string? Of(string requestId) => _versions.GetValueOrDefault(requestId);

        public async IAsyncEnumerable<LogEvent> ReadAsync(LogQuery query, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var line in inner.ReadAsync(query, cancellation))
            {
                if (
                    line.Message.StartsWith(Start, StringComparison.Ordinal)
                    && line.Message.IndexOf(Version, StringComparison.Ordinal) is > 0 and var at
                )
                    _versions[line.Message[Start.Length..at]] = line.Message[(at + Version.Length)..].Trim();
                else if (line.Message.Contains(JsonStart, StringComparison.Ordinal))
                    AddJson(line.Message);
                yield return line;
            }
        }

        /// <summary><c>{"time":…,"type":"platform.start","record":{"requestId":…,"version":…}}</c></summary>
        private void AddJson(string line)
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                if (
                    json.RootElement.GetProperty("type").ValueEquals("platform.start")
                    && json.RootElement.GetProperty("record") is var record
                    && record.GetProperty("requestId").GetString() is { } id
                    && record.GetProperty("version").GetString() is { } version
                )
                    _versions[id] = version;
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                // The application's own line, or a torn one.
            }
        }
    }
}
