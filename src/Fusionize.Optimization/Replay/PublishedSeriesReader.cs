using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Files;

namespace Fusionize.Optimization.Replay;

/// <summary>
/// Reads the format in which the prototype's measurements are published: <c>SERIES.jsonl.gz</c> (a header, then one array per record) and
/// <c>SERIES.setups.json</c>. The records come through the extractor, from a log source like any other.
/// </summary>
internal static class PublishedSeriesReader
{
    public static PublishedSeries Read(string recordsFile, string setupsFile)
    {
        using var setups = Parse(ReadAll(setupsFile), setupsFile, ReplayCodes.BadSetups, null);
        using var lines = Lines(recordsFile).GetEnumerator();
        if (!lines.MoveNext())
            throw new FusionizeException(ReplayCodes.BadRecords, recordsFile, "The file is empty.");
        try
        {
            var header = ReadHeader(lines.Current, recordsFile);
            var name = setups.RootElement.GetProperty("series").GetString()!;
            if (name != header.Series)
                throw new FusionizeException(
                    ReplayCodes.NotOneSeries,
                    setupsFile,
                    $"The setups are of series '{name}', the records of '{header.Series}'."
                );
            return Read(setups.RootElement, header, lines, recordsFile);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FusionizeException(ReplayCodes.BadSetups, setupsFile, $"The file isn't in the published format: {e.Message}", inner: e);
        }
    }

    private static PublishedSeries Read(JsonElement root, PublishedHeader header, IEnumerator<string> lines, string recordsFile)
    {
        var app = root.GetProperty("app").GetString()!.ToLowerInvariant();
        var described = root.GetProperty("setups").EnumerateArray().Select(s => Described.Read(s, app)).ToList();
        var changes = root.GetProperty("sequence")
            .EnumerateArray()
            .ToDictionary(
                s => s.GetProperty("key").GetString()!,
                s => s.GetProperty("change").EnumerateArray().Select(c => c.GetString()!).ToImmutableArray()
            );

        var byKey = described.ToDictionary(d => d.Key);
        var invocations = described.ToDictionary(d => d.Key, _ => ImmutableArray.CreateBuilder<PublishedInvocation>());
        var calls = new Dictionary<AppCall, int>();
        var log = new PublishedLog(header, app, lines, recordsFile, key => byKey[key].Setup.Id);
        // The records of a setup may begin again long after others.
        var extractor = new Extractor(new ExtractorOptions { Lateness = TimeSpan.FromDays(1), RequestsOverlap = true });
        foreach (var extracted in extractor.ExtractAsync(log, new([], DateTimeOffset.UnixEpoch)).ToBlockingEnumerable())
        {
            // A log stream stands for a setup, since the instances were not published. Several keys may stand for one setup.
            var key = extracted.Instance;
            var record = extracted with { Instance = "" };
            invocations[key].Add(new(record, log.SelfMs.GetValueOrDefault(record.RequestId, [])));
            foreach (var call in record.Calls)
                calls.TryAdd(new(call.From, call.To, call.Kind), calls.Count);
        }
        if (extractor.Counts is { Records: var got, WithoutReport: var torn } && (got != log.Records || torn > 0))
            throw new FusionizeException(
                ReplayCodes.BadRecords,
                recordsFile,
                $"{log.Records} records are in the file, but only {got - torn} of them are whole."
            );

        var tasks = described[0].Setup.Groups.SelectMany(g => g.Tasks).Distinct().ToList();
        var roots = invocations.Values.SelectMany(i => i).Where(i => i.Record.IsRoot).Select(i => i.Record.Task).ToHashSet();
        var model = new AppModel(app, [.. tasks.Select(t => new AppTask(t, roots.Contains(t)))], [.. calls.Keys]);
        return new(
            header.Series,
            header.Kind,
            model,
            [.. described.Select(d => new PublishedSetup(d.Key, d.Setup, changes.GetValueOrDefault(d.Key, []), invocations[d.Key].ToImmutable()))],
            [.. described.SelectMany(d => d.Setup.Groups).Select(g => g.MemoryMB).Distinct().Order()]
        );
    }

    private static byte[] ReadAll(string file)
    {
        try
        {
            return InputFile.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FusionizeException(ReplayCodes.Unreadable, file, $"The file can't be read: {e.Message}", inner: e);
        }
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var content = new MemoryStream(ReadAll(file));
        using Stream plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(content, CompressionMode.Decompress) : content;
        using var text = new StreamReader(plain, Encoding.UTF8);
        while (true)
        {
            string? line;
            try
            {
                line = text.ReadLine();
            }
            catch (InvalidDataException e)
            {
                throw new FusionizeException(ReplayCodes.BadRecords, file, $"The file is not gzip, or torn: {e.Message}", inner: e);
            }
            if (line is null)
                yield break;
            yield return line;
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> utf8, string file, string code, string? place)
    {
        try
        {
            return JsonDocument.Parse(utf8);
        }
        catch (JsonException e)
        {
            throw new FusionizeException(code, file, $"Not JSON: {e.Message}", inner: e) { Place = place };
        }
    }

    private static PublishedHeader ReadHeader(string line, string file)
    {
        using var json = Parse(Encoding.UTF8.GetBytes(line), file, ReplayCodes.BadRecords, "line 1");
        var root = json.RootElement;
        return new(
            root.GetProperty("series").GetString()!,
            root.GetProperty("kind").GetString()!,
            [.. root.GetProperty("setups").EnumerateArray().Select(s => s.GetString()!)],
            [.. root.GetProperty("setupT0").EnumerateArray().Select(t => t.GetDouble())]
        );
    }

    /// <summary>A setup as the series describes it.</summary>
    private sealed record Described(string Key, FusionSetup Setup)
    {
        public static Described Read(JsonElement json, string app)
        {
            var groups = json.GetProperty("groups")
                .EnumerateObject()
                .Select(g => new FusionGroup(g.Name, g.Value.EnumerateArray().Select(t => t.GetString()!), memoryMB: Memory(json, g.Name)))
                .ToList();
            // A task that several groups hold is at home in its own group, else in the first.
            var homes = groups
                .SelectMany(g => g.Tasks.Select(t => (Task: t, Group: g.Name)))
                .GroupBy(p => p.Task)
                .ToDictionary(p => p.Key, p => p.Any(x => x.Group == p.Key) ? p.Key : p.First().Group);
            return new(
                json.GetProperty("key").GetString()!,
                new(app, [.. groups.Select(g => new FusionGroup(g.Name, g.Tasks, g.Tasks.Where(t => homes[t] == g.Name), g.MemoryMB))])
            );
        }

        // "def" is the size that the functions were created with; the records show which size that was.
        private static int Memory(JsonElement json, string group)
        {
            if (
                json.GetProperty("memoryConfigured").TryGetProperty(group, out var sizes)
                && sizes.GetArrayLength() > 0
                && int.TryParse(sizes[0].GetString(), out var size)
            )
            {
                return size;
            }
            return json.GetProperty("memoryObserved").TryGetProperty(group, out var observed)
                ? int.Parse(observed.EnumerateObject().MaxBy(o => o.Value.GetInt32()).Name, CultureInfo.InvariantCulture)
                : FusionGroup.DefaultMemoryMB;
        }
    }
}
