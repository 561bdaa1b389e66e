using System.Collections.Immutable;
using System.CommandLine;
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
        var json = LoadOptions.Json();
        var command = new Command("extract", "Reads the functions' logs and says what each setup, function and call cost.") { build, since, records, all, json };
        connection.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var manifest = FusionManifest.Read(Path.Combine(parsed.GetRequiredValue(build), FusionManifest.FileName));
            using var logs = connection.Read(parsed).Logs();
            var query = new LogQuery([.. manifest.Groups.Select(g => $"/aws/lambda/{g.Function}")], DateTimeOffset.UtcNow - parsed.GetValue(since));
            var extractor = new Extractor();
            var found = await ProgressView.RunAsync(screen, async view =>
            {
                using var step = view.Begin($"reading the logs of {query.LogGroups.Length} functions");
                var read = new List<InvocationRecord>();
                await foreach (var record in extractor.ExtractAsync(new CloudWatchLogSource(logs), query, cancellation: cancellation))
                {
                    if (parsed.GetValue(all) || record.SetupId == manifest.Setup)
                        read.Add(record);
                }
                return read;
            });
            if (parsed.GetValue(records) is { } file)
                await RecordFile.WriteAsync(file, found, cancellation);
            Print(screen, found, extractor.Counts, parsed.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
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
