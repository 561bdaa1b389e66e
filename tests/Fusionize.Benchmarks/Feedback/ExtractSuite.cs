using System.Diagnostics;
using System.IO.Compression;
using Fusionize.Benchmarks.Infrastructure;
using Fusionize.Records;

namespace Fusionize.Benchmarks.Feedback;

/// <summary>How many trace lines a core turns into records in a second, and what memory that takes, whatever the log's length.</summary>
internal sealed class ExtractSuite : Suite
{
    private const double GoalPerSecond = 0.5;
    private const double GoalMemoryMB = 200;

    public override string Name => "extract";

    public override string Description =>
        "Trace lines per CPU second, each with its START, END and REPORT lines beside it; peak memory of the process.";

    public override void Run(Report report)
    {
        var block = new LogBlock();
        var compressed = block.Compress();
        Measure(block.Invocations, null);

        foreach (var (invocations, runs) in ((int, int)[])[(10_000, 15), (1_000_000, 3), (10_000_000, 1)])
        {
            report.Heading($"{invocations:N0} invocations ({4L * invocations:N0} lines, {block.BytesPerInvocation * (long)invocations >> 20:N0} MB)");
            report.Add($"{invocations:N0} plain", Best(invocations, runs, null), "M/s", Target.AtLeast(GoalPerSecond));
            report.Add($"{invocations:N0} gzip", Best(invocations, runs, compressed), "M/s", Target.AtLeast(GoalPerSecond));
            using var process = Process.GetCurrentProcess();
            report.Add("peak memory so far", process.PeakWorkingSet64 / 1048576.0, "MB", Target.AtMost(GoalMemoryMB));
        }

        double Best(int invocations, int runs, byte[]? gzip) => Enumerable.Range(0, runs).Max(_ => Measure(invocations, gzip));

        double Measure(int invocations, byte[]? gzip)
        {
            var extractor = new Extractor();
            var records = 0L;
            var before = Environment.CpuUsage.TotalTime;
            for (var cycle = 0; cycle * block.Invocations < invocations; cycle++)
            {
                var take = Math.Min(block.Invocations, invocations - cycle * block.Invocations);
                if (gzip is null)
                    block.Feed(extractor, cycle, take, ref records);
                else
                    block.Feed(extractor, cycle, take, new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress), ref records);
            }
            extractor.Complete();
            while (extractor.TryTake(out _))
                records++;
            var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            if (records != invocations || extractor.Counts.WithoutReport > 0)
                throw new InvalidOperationException(
                    $"{records} records of {invocations} invocations, {extractor.Counts.WithoutReport} without report."
                );
            return invocations / seconds / 1e6;
        }
    }
}
