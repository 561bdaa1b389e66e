using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Fusionize.Aws;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Packaging;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Setups;
using Spectre.Console;
using Profile = Fusionize.Records.Profile;

namespace Fusionize.Cli.Commands;

internal static class ExtractCommand
{
    public static Command Create(Screen screen)
    {
        var build = CommonOptions.Build();
        var connection = new ConnectionOptions();
        var since = new Option<LogStart>("--since")
        {
            Description = "How far back to read, as 15m or 2h, or the time to start from, as 2026-11-21T10:00:00Z.",
            HelpName = "TIME",
            DefaultValueFactory = _ => LogStart.Parse("15m"),
            CustomParser = Parse.With(LogStart.Parse),
        };
        var records = new Option<string?>("--records") { Description = "File for the records, a JSON line each; compressed if it ends in .gz." };
        var store = new Option<string?>("--store")
        {
            Description =
                "Setup store for the records, a folder or s3://bucket/prefix. They lie beside its setups, "
                    + "where 'fusionize optimize --store' finds those of all rounds.",
        };
        var all = new Option<bool>("--all-setups") { Description = "Also records of other setups than the build's." };
        var delivered = new Option<string?>("--logs")
        {
            Description =
                "Read delivered logs instead of asking CloudWatch Logs: s3://bucket/prefix or a folder with what a subscription filter or an export "
                    + "task has written.",
        };
        var checkpoint = new Option<string?>("--checkpoint")
        {
            Description = "File with the position in the logs. The next run continues there; --since counts for the first run only.",
        };
        var also = new Option<LogPlace[]>("--also")
        {
            Description =
                "A further region with the application's functions, as eu-west-1, or NAME=ADDRESS for one with another endpoint. Several: repeat it.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
            CustomParser = Parse.WithAll<LogPlace[]>(texts => [.. texts.Select(LogPlace.Parse)]),
        };
        var aggregate = new Option<bool>("--aggregate")
        {
            Description =
                "Let CloudWatch Logs Insights compute the figures of functions and tasks, instead of reading every line. "
                    + "AWS charges for the bytes it scans.",
        };
        var json = LoadOptions.Json();
        var command = new Command("extract", "Reads the functions' logs and says what each setup, function and call cost.")
        {
            build,
            since,
            records,
            store,
            all,
            delivered,
            checkpoint,
            also,
            aggregate,
            json,
        };
        connection.AddTo(command);
        // Sums contain no invocations, and the service reads only its own logs.
        command.Validators.Add(result =>
        {
            if (result.GetResult(also) is not null && result.GetResult(delivered) is not null)
                result.AddError("--logs reads one place, so --also can't be given with it");
            if (!result.GetValue(aggregate))
                return;
            foreach (var other in (Option[])[records, store, delivered, checkpoint, also])
            {
                if (result.GetResult(other) is not null)
                    result.AddError($"--aggregate gives figures of one region, not records, so {other.Name} can't be given with it");
            }
        });
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var manifest = FusionManifest.Read(Path.Combine(parsed.GetRequiredValue(build), FusionManifest.FileName));
                if (parsed.GetValue(aggregate))
                {
                    using var logs = connection.Read(parsed).Logs();
                    var from = parsed.GetRequiredValue(since).At(DateTimeOffset.UtcNow);
                    var figures = await ProgressView.RunAsync(screen, async view =>
                    {
                        using var step = view.Begin($"querying the logs of {Texts.Count(manifest.Groups.Length, "function")}");
                        return await new LogAggregation(new(logs)).RunAsync(
                            manifest
                                .Groups.SelectMany(g => g.Functions, (g, f) => (Name: f, g.Architecture))
                                .ToDictionary(f => f.Name, f => f.Architecture),
                            from,
                            cancellation: cancellation
                        );
                    });
                    AggregateView.Print(screen, parsed.GetValue(all) ? figures : figures.Of(manifest.Setup), parsed.GetValue(json));
                    return ExitCode.Ok;
                }
                var position = parsed.GetValue(checkpoint);
                var remembered = position is null ? CheckpointFile.Empty : CheckpointFile.Read(position);
                var functions = manifest.Groups.Sum(g => g.Functions.Count());
                var first = connection.Read(parsed);
                (string Name, AwsConnection Connection)[] places =
                [
                    (parsed.GetValue(delivered) ?? first.RegionName, first),
                    .. parsed.GetRequiredValue(also).Select(p => (p.Name, first with { Region = p.Name, Endpoint = p.Endpoint })),
                ];
                if (first.Endpoint is not null && parsed.GetRequiredValue(also).FirstOrDefault(p => p.Endpoint is null) is { } unplaced)
                    throw new FusionizeException(
                        CliErrors.Usage,
                        null,
                        $"--endpoint belongs to one region, so '{unplaced.Name}' would read the same logs again",
                        $"say where it is: --also {unplaced.Name}=ADDRESS"
                    );
                if (places.DistinctBy(p => p.Name).Count() < places.Length)
                    throw new FusionizeException(
                        CliErrors.Usage,
                        null,
                        "--also names a region twice, or the region of the command itself",
                        "name every other region once"
                    );
                var found = new List<InvocationRecord>();
                var extraction = new LogExtraction(manifest, parsed.GetValue(all));
                await ProgressView.RunAsync(screen, async view =>
                {
                    foreach (var (name, place) in places)
                    {
                        using var step = view.Begin(
                            places.Length == 1
                                ? $"reading the logs of {Texts.Count(functions, "function")}"
                                : $"reading the logs of {Texts.Count(functions, "function")} in {name}"
                        );
                        var (part, next) = await ReadAsync(
                            extraction,
                            parsed.GetValue(delivered),
                            place,
                            parsed.GetRequiredValue(since).At(DateTimeOffset.UtcNow),
                            remembered.Sources.GetValueOrDefault(name),
                            isPart: position is not null,
                            cancellation
                        );
                        found.AddRange(part);
                        if (next is not null)
                            remembered = remembered.With(name, next);
                    }
                    return found;
                });
                var setup = new BuiltApp(manifest, "", default).Setup;
                if (parsed.GetValue(records) is { } file)
                    await RecordFile.WriteAsync(file, found, cancellation);
                if (parsed.GetValue(store) is { } kept)
                    await KeepAsync(kept, first, setup, found, cancellation);
                // Written after the records: if the process ends between the two writes, the records are read again.
                if (position is not null)
                    remembered.Write(position);
                Print(screen, found, setup, extraction.Counts, parsed.GetValue(json));
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static async Task KeepAsync(
        string location,
        AwsConnection connection,
        FusionSetup setup,
        List<InvocationRecord> records,
        CancellationToken cancellation
    )
    {
        var (setups, traces) = (SetupStores.Open(location, connection: connection), SetupStores.OpenRecords(location, connection));
        using var closing = setups as IDisposable;
        using var closingTraces = traces as IDisposable;
        // A build without a setup has a default setup that may not be stored yet. Records are useless without their setup.
        await setups.PutSetupAsync(setup, cancellation);
        await traces.AddAsync(records, cancellation);
    }

    private static async Task<(List<InvocationRecord> Records, ExtractorCheckpoint? Next)> ReadAsync(
        LogExtraction extraction,
        string? delivered,
        AwsConnection connection,
        DateTimeOffset from,
        ExtractorCheckpoint? before,
        bool isPart,
        CancellationToken cancellation
    )
    {
        using var objects = delivered is null ? null : LogObjectSource.Open(delivered, connection);
        using var logs = delivered is null ? connection.Logs() : null;
        if (objects is not null)
            return isPart
                ? await extraction.ReadPartAsync(objects, from, before, cancellation)
                : (await extraction.ReadAsync(objects, from, cancellation), null);
        var source = new CloudWatchLogSource(logs!);
        return isPart
            ? await extraction.ReadPartAsync(source, from, before, cancellation)
            : (await extraction.ReadAsync(source, from, cancellation), null);
    }

    private static void Print(Screen screen, List<InvocationRecord> records, FusionSetup setup, ExtractorCounts counts, bool json)
    {
        var setups = records
            .GroupBy(r => r.SetupId)
            // The build knows the architecture of a group of another setup by its name.
            .Select(g => (Id: g.Key, Outcome: SetupOutcome.Of(g, setup)))
            .OrderBy(s => s.Id, StringComparer.Ordinal)
            .ToImmutableArray();
        var unpriced = records.Count(r => setup.FindGroup(r.Group) is null);
        var profile = Profile.Of(records);
        if (json)
            screen.WriteJson(
                new
                {
                    lines = counts.Lines,
                    records = records.Count,
                    setups = setups.Select(s => new { setup = s.Id, s.Outcome }),
                    functions = ProfileView.Functions(profile),
                    calls = ProfileView.Calls(profile),
                    counts,
                    pricedAsX64 = unpriced,
                }
            );
        else
            ProfileView.Print(screen.Out, counts.Lines, records.Count, setups, profile);
        foreach (var note in ExtractionNotes.Of(counts, unpriced))
            screen.Err.MarkupLineInterpolated($"[dim]{note}[/]");
        if (records.Count == 0)
            screen.Err.MarkupLine(
                counts.Lines == 0
                    ? "[dim]no line was found. Was there load, and does --since reach back to it?[/]"
                    : "[dim]the lines belong to other setups (--all-setups includes them) or were read before[/]"
            );
    }
}

/// <summary>The time from which logs are read, absolute or relative to now.</summary>
internal sealed record LogStart(DateTimeOffset? Time, Duration Ago)
{
    public static LogStart Parse(string text) =>
        text.Contains('T') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new(time, default)
            : new(null, Duration.Parse(text));

    public DateTimeOffset At(DateTimeOffset now) => Time ?? now - Ago.Time;

    public override string ToString() => Time is { } time ? time.ToString("O", CultureInfo.InvariantCulture) : Ago.ToString();
}

/// <summary>Another region whose logs are read.</summary>
/// <param name="Endpoint">Null: AWS's.</param>
internal sealed record LogPlace(string Name, Uri? Endpoint)
{
    public static LogPlace Parse(string text) =>
        text.Split('=', 2) switch
        {
            [{ Length: > 0 } name] => new(name, null),
            [{ Length: > 0 } name, var address] => new(name, Addresses.Parse(address)),
            _ => throw new FormatException($"'{text}' is neither a region nor NAME=ADDRESS."),
        };
}
