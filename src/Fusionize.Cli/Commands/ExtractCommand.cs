using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.CompilerServices;
using Fusionize.Cli.Terminal;
using Fusionize.Engine.Aws;
using Fusionize.Engine.Feedback;
using Fusionize.Engine.Load;
using Fusionize.Engine.Packaging;
using Profile = Fusionize.Engine.Feedback.Profile;

namespace Fusionize.Cli.Commands;

internal static class ExtractCommand
{
    public static Command Create(Screen screen)
    {
        var build = CommonOptions.Build();
        var connection = new ConnectionOptions();
        var since = new Option<Duration>("--since")
        {
            Description = "How far back to read, as 15m or 2h.",
            DefaultValueFactory = _ => TimeSpan.FromMinutes(15),
            CustomParser = Parse.With(Duration.Parse),
        };
        var records = new Option<string?>("--records") { Description = "File for the records, a JSON line each; compressed if it ends in .gz." };
        var all = new Option<bool>("--all-setups") { Description = "Also records of other setups than the build's." };
        var delivered = new Option<string?>("--logs")
        {
            Description = "Read delivered logs instead of asking CloudWatch Logs: s3://bucket/prefix or a folder with what a subscription filter or an export task has written.",
        };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "File that remembers how far the logs were read: the next run goes on there, whatever --since says." };
        var aggregate = new Option<bool>("--aggregate")
        {
            Description = "Let CloudWatch Logs Insights compute the figures of functions and tasks where the logs lie, instead of reading every line. Charged by the bytes it scans.",
        };
        var json = LoadOptions.Json();
        var command = new Command("extract", "Reads the functions' logs and says what each setup, function and call cost.") { build, since, records, all, delivered, checkpoint, aggregate, json };
        connection.AddTo(command);
        // Sums hold no invocations, and the service reads only its own logs.
        command.Validators.Add(result =>
        {
            if (!result.GetValue(aggregate))
                return;
            foreach (var other in (Option[])[records, delivered, checkpoint])
            {
                if (result.GetResult(other) is not null)
                    result.AddError($"--aggregate gives figures, not records, so {other.Name} can't be given with it");
            }
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var manifest = FusionManifest.Read(Path.Combine(parsed.GetRequiredValue(build), FusionManifest.FileName));
            if (parsed.GetValue(aggregate))
            {
                using var logs = connection.Read(parsed).Logs();
                var from = DateTimeOffset.UtcNow - parsed.GetValue(since);
                var figures = await ProgressView.RunAsync(screen, async view =>
                {
                    using var step = view.Begin($"querying the logs of {manifest.Groups.Length} functions");
                    return await new LogAggregation(new(logs)).RunAsync(manifest.Groups.ToDictionary(g => g.Function, g => g.Architecture), from, cancellation: cancellation);
                });
                AggregateView.Print(screen, parsed.GetValue(all) ? figures : figures.Of(manifest.Setup), parsed.GetValue(json));
                return ExitCode.Ok;
            }
            var remembered = parsed.GetValue(checkpoint) is { } path && File.Exists(path) ? ExtractorCheckpoint.Read(path) : null;
            var query = new LogQuery([.. manifest.Groups.Select(g => $"/aws/lambda/{g.Function}")], remembered?.ReadFrom ?? DateTimeOffset.UtcNow - parsed.GetValue(since));
            var extractor = remembered is null ? new Extractor() : new Extractor(remembered);
            var goesOn = parsed.GetValue(checkpoint) is not null;
            var found = await ProgressView.RunAsync(screen, async view =>
            {
                using var step = view.Begin($"reading the logs of {query.LogGroups.Length} functions");
                var read = new List<InvocationRecord>();
                await foreach (var record in RecordsAsync(extractor, query, parsed.GetValue(delivered), connection.Read(parsed), goesOn, cancellation))
                {
                    if (parsed.GetValue(all) || record.SetupId == manifest.Setup)
                        read.Add(record);
                }
                return read;
            });
            if (parsed.GetValue(records) is { } file)
                await RecordFile.WriteAsync(file, found, cancellation);
            // After the records: should this end between the two, they come again.
            if (parsed.GetValue(checkpoint) is { } position)
                extractor.Checkpoint().Write(position);
            Print(screen, found, extractor.Counts, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async IAsyncEnumerable<InvocationRecord> RecordsAsync(
        Extractor extractor, LogQuery query, string? delivered, AwsConnection connection, bool more, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var objects = delivered is null ? null : LogObjectSource.Open(delivered, connection);
        using var logs = delivered is null ? connection.Logs() : null;
        var records = objects is null
            ? extractor.ExtractAsync(new CloudWatchLogSource(logs!), query, more, cancellation)
            : extractor.ExtractAsync(objects, query, more, cancellation);
        await foreach (var record in records)
            yield return record;
    }

    private static void Print(Screen screen, List<InvocationRecord> records, ExtractorCounts counts, bool json)
    {
        var setups = records.GroupBy(r => r.SetupId).Select(g => (Id: g.Key, Outcome: SetupOutcome.Of(g))).OrderBy(s => s.Id, StringComparer.Ordinal).ToImmutableArray();
        var profile = Profile.Of(records);
        if (json)
            screen.WriteJson(new { lines = counts.Lines, records = records.Count, setups = setups.Select(s => new { setup = s.Id, s.Outcome }), functions = ProfileView.Functions(profile), calls = ProfileView.Calls(profile) });
        else
            ProfileView.Print(screen.Out, counts.Lines, records.Count, setups, profile);
    }
}
