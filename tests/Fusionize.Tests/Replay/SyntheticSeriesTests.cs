using System.IO.Compression;
using Fusionize.Optimization;
using Fusionize.Optimization.Optimizers;
using Fusionize.Optimization.Replay;
using Fusionize.Setups;

namespace Fusionize.Tests.Replay;

/// <summary>A small invented series in the published format, for machines without the published ones.</summary>
public class SyntheticSeriesTests : IDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Replay", "Synthetic");
    private static readonly string Records = Path.Combine(Folder, "synthetic.jsonl");
    private static readonly string Setups = Path.Combine(Folder, "synthetic.setups.json");

    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("fusionize-replay-");

    public void Dispose() => _scratch.Delete(recursive: true);

    [Fact]
    public async Task The_baseline_optimizer_decides_as_recorded_from_the_first_edge_to_the_last_size()
    {
        var replay = await Run(PaperMemoryRule.Cheapest);

        Assert.Equal([true, true, true, true, true, true, null], replay.Rounds.Select(r => r.Matches));
        Assert.Equal(
            ["B into A", "D into A", "all 512 MB", "all 1024 MB", "A 128 MB, C 512 MB", "all 1024 MB"],
            replay.Rounds.Take(6).Select(r => SetupChange.Describe(r.Setup, r.Decided!))
        );
    }

    [Fact]
    public async Task The_old_memory_rule_decides_otherwise_and_is_seen_to()
    {
        var replay = await Run(PaperMemoryRule.FirstAsText);

        var other = Assert.Single(replay.Rounds, r => r.Matches == false);
        Assert.Equal("no change", SetupChange.Describe(other.Setup, other.Decided!));
        Assert.Equal("A 128 MB, C 512 MB", SetupChange.Describe(other.Setup, other.RecordedNext!));
    }

    [Fact]
    public async Task A_setup_that_ran_twice_in_a_row_is_one_round_and_a_setup_without_records_is_none()
    {
        var replay = await Run(PaperMemoryRule.Cheapest);

        Assert.Equal(["k1", "k2"], replay.Rounds[1].Keys.AsEnumerable());
        Assert.NotNull(replay.Rounds[1].Outcome);
        Assert.Null(replay.Rounds[^1].Outcome);
    }

    [Fact]
    public void Merged_records_are_restored_with_what_is_billed_beyond_their_run_time()
    {
        var setup = PublishedSeriesReader.Read(Records, Setups).Setups[0];
        var merged = setup.Invocations.Single(i => i.SelfMs.Length == 2);

        var restored = merged.Restore().ToList();

        Assert.Equal(merged.SelfMs, restored.Select(r => r.DurationMs));
        Assert.All(restored, r => Assert.Equal(r.DurationMs + 2, r.BilledMs));
        Assert.Equal(setup.RecordsAsPublished.Length + 1, setup.RecordsRestored.Length);
        Assert.Equal(restored.Count, restored.Select(r => r.RequestId).Distinct().Count());
    }

    [Fact]
    public void Records_are_what_the_extractor_makes_of_their_lines()
    {
        var record = PublishedSeriesReader.Read(Records, Setups).Setups[0].RecordsAsPublished[0];

        // The platform's figures can only have come from a REPORT line.
        Assert.True(record.HasReport);
        Assert.NotNull(record.MaxMemoryUsedMB);
        Assert.Equal("", record.Instance);
    }

    [Fact]
    public void Starts_of_a_trace_count_from_its_first_record()
    {
        var setup = PublishedSeriesReader.Read(Records, Setups).Setups[0];
        var trace = setup.RecordsAsPublished.Where(r => r.TraceId == "k0-3").ToList();

        Assert.Equal(1_700_000_000_300, trace[0].StartMs);
        Assert.All(trace[1..], r => Assert.Equal(1_700_000_000_330, r.StartMs));
        Assert.Equal(["A"], trace.Where(r => r.IsRoot).Select(r => r.Task));
    }

    [Fact]
    public void Costs_differ_between_our_formula_and_the_papers_by_fee_gigabyte_and_merged_records()
    {
        var setup = PublishedSeriesReader.Read(Records, Setups).Setups[0];
        var roots = setup.RecordsAsPublished.Count(r => r.IsRoot);
        var paper = setup.RecordsAsPublished.Sum(r => r.BilledMs / 1000.0 * r.MemoryMB / 1000 * 0.0000166667) / roots * 1e6;
        var ours = setup.RecordsRestored.Sum(r => r.BilledMs / 1000.0 * r.MemoryMB / 1024 * 0.0000166667 + 0.20e-6) / roots * 1e6;

        Assert.Equal(paper, setup.CostPerMillionAsInThePapers, 1e-9);
        Assert.Equal(ours, setup.Outcome.CostPerMillion, 1e-9);
    }

    [Fact]
    public void Compressed_records_are_read_alike()
    {
        var file = Path.Combine(_scratch.FullName, "synthetic.jsonl.gz");
        using (var zip = new GZipStream(File.Create(file), CompressionLevel.Fastest))
            zip.Write(File.ReadAllBytes(Records));

        Assert.Equal(
            PublishedSeriesReader.Read(Records, Setups).Setups.SelectMany(s => s.RecordsAsPublished),
            PublishedSeriesReader.Read(file, Setups).Setups.SelectMany(s => s.RecordsAsPublished)
        );
    }

    [Theory]
    [InlineData("[0,0,\"A\"]", "line 92", ReplayCodes.BadRecords)]
    [InlineData("[0,0", "line 92", ReplayCodes.BadRecords)]
    public void A_bad_record_is_refused_with_its_line(string line, string place, string code)
    {
        var file = Path.Combine(_scratch.FullName, "bad.jsonl");
        File.WriteAllText(file, File.ReadAllText(Records) + line + "\n");

        var e = Assert.Throws<FusionizeException>(() => PublishedSeriesReader.Read(file, Setups));

        Assert.Equal((code, place), (e.Code, e.Place));
        Assert.Contains(file, e.Describe());
    }

    [Fact]
    public void Records_and_setups_of_different_series_are_refused()
    {
        var file = Path.Combine(_scratch.FullName, "other.setups.json");
        File.WriteAllText(file, File.ReadAllText(Setups).Replace("\"series\":\"synthetic\"", "\"series\":\"other\""));

        Assert.Equal(ReplayCodes.NotOneSeries, Assert.Throws<FusionizeException>(() => PublishedSeriesReader.Read(Records, file)).Code);
    }

    [Fact]
    public void Torn_compressed_records_are_refused()
    {
        var file = Path.Combine(_scratch.FullName, "torn.jsonl.gz");
        File.WriteAllText(file, "not gzip");

        Assert.Equal(ReplayCodes.BadRecords, Assert.Throws<FusionizeException>(() => PublishedSeriesReader.Read(file, Setups)).Code);
    }

    private static Task<ReplayResult> Run(PaperMemoryRule rule)
    {
        var series = PublishedSeriesReader.Read(Records, Setups);
        return Replayer.RunAsync(
            series,
            new PaperOptimizer(new() { MemorySizes = series.MemorySizes, MemoryRule = rule }),
            Goal.Balanced,
            CancellationToken.None
        );
    }
}
