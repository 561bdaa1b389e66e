using System.Globalization;
using Fusionize.Benchmarks.Building;
using Fusionize.Benchmarks.Infrastructure;
using Fusionize.Local;

namespace Fusionize.Benchmarks.ColdStart;

/// <summary>
/// Zip size, start, first request and memory of two groups of the sample IoT in every mode, against (a) one of them written by hand and (b) the whole
/// application written by hand in one unlinked zip. What is compared takes turns; figures are medians, and a ratio is the median of the turns'
/// ratios.
/// </summary>
internal sealed class ColdStartSuite : Suite
{
    private const string Light = "CheckSensor";
    private const string Heavy = "StoreEvent";
    private const string Event = """{"id":"e1","sensor":50}""";

    // The two groups that are measured, and one with everything else.
    private const string Setup = """
        {"fusionize":1,"app":"iot","groups":[
          {"name":"CheckSensor","tasks":["CheckSensor"]},
          {"name":"StoreEvent","tasks":["StoreEvent"]},
          {"name":"AnalyzeSensor","tasks":["AnalyzeSensor","CheckTemperature","CheckSound","CheckSoundLimits","CheckSoundAccident","CheckAir","DetectJam","ActionSignage"]}]}
        """;

    public override string Name => "coldstart";

    public override string Description => "zip bytes, start to first poll, first request at 128 MB and memory of functions in every mode";

    public override void Run(Report report) => RunAsync(report).GetAwaiter().GetResult();

    private static async Task RunAsync(Report report)
    {
        var root = Directory.CreateTempSubdirectory("fusionize-coldstart-").FullName;
        try
        {
            using var dotnet = new Dotnet();
            var builder = new Builder(dotnet, PackedPackage.Create(dotnet, Path.Combine(root, "packed")), root);
            await using var platform = await LocalPlatform.StartAsync(new() { Log = Console.WriteLine });
            using var starter = new Starter(platform, root);
            await CompareAsync(report, builder, starter, platform.GetStatus());
            if (!report.IsQuick)
                await StartAllAsync(report, builder, starter);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task CompareAsync(Report report, Builder builder, Starter starter, PlatformStatus platform)
    {
        var turns = report.IsQuick ? 5 : 15;
        Mode[] modes = report.IsQuick ? [Mode.Linked, Mode.Native] : Mode.All;
        var whole = builder.Whole();
        foreach (var mode in modes)
        {
            report.Heading($"{mode}{(platform.CpuEnforced ? "" : " (CPU shares are not enforced here)")}");
            var groups = builder.Sample("IoT", mode, Setup);
            var minimal = builder.Minimal(mode);
            foreach (var zip in new[] { groups[Light], groups[Heavy], groups["AnalyzeSensor"], minimal, whole })
                report.Add($"{Label(zip)}: zip", zip.Bytes.Length / 1000.0, "kB");
            if (mode == Mode.Linked)
                report.Add(
                    "CheckSensor without its own code, against (a)",
                    NotOwnCode(groups[Light]) / (double)minimal.Bytes.Length,
                    "x",
                    Target.AtMost(1.1)
                );

            var (light, heavy) = (new List<Start>(), new List<Start>());
            var (byHand, wholeLight, wholeHeavy) = (new List<Start>(), new List<Start>(), new List<Start>());
            for (var turn = 0; turn < turns; turn++)
            {
                light.Add(await starter.StartAsync(groups[Light], Event));
                byHand.Add(await starter.StartAsync(minimal, Event));
                heavy.Add(await starter.StartAsync(groups[Heavy], Event));
                if (mode != Mode.Linked)
                    continue;
                wholeLight.Add(await starter.StartAsync(whole, Request(Light)));
                wholeHeavy.Add(await starter.StartAsync(whole, Request(Heavy)));
            }
            Add(report, Label(groups[Light]), light, startGoal: mode == Mode.Native ? Target.AtMost(10) : null);
            Add(report, Label(minimal), byHand);
            report.Add("CheckSensor against (a): start", Ratio(light, byHand, s => s.StartMs), "x", mode == Mode.Native ? Target.AtMost(1.2) : null);
            Add(report, Label(groups[Heavy]), heavy);
            if (mode != Mode.Linked)
                continue;
            Add(report, Label(whole) + ", CheckSensor", wholeLight);
            Add(report, Label(whole) + ", StoreEvent", wholeHeavy);
            report.Add(
                "CheckSensor against (b): first request faster by",
                (1 - Ratio(light, wholeLight, s => s.FirstMs)) * 100,
                "%",
                Target.AtLeast(80)
            );
            report.Add(
                "StoreEvent against (b): first request faster by",
                (1 - Ratio(heavy, wholeHeavy, s => s.FirstMs)) * 100,
                "%",
                Target.AtLeast(80)
            );
        }
    }

    /// <summary>Every zip that the samples have, in every mode.</summary>
    private static async Task StartAllAsync(Report report, Builder builder, Starter starter)
    {
        report.Heading("Zips that start and answer, one group per task");
        foreach (var mode in Mode.All)
        {
            var zips = new[] { "IoT", "Tree" }.SelectMany(s => builder.Sample(s, mode, setup: null).Values).ToList();
            var answered = 0;
            foreach (var zip in zips)
                answered += await starter.AnswersPingAsync(zip) ? 1 : 0;
            report.Add($"{mode}, of {zips.Count}", answered, "zips", Target.AtLeast(zips.Count));
        }
    }

    private static void Add(Report report, string what, List<Start> starts, Target? startGoal = null)
    {
        report.Add($"{what}: start to first poll", Median(starts.Select(s => s.StartMs)), "ms", startGoal);
        report.Add($"{what}: INIT as the platform reports it", Median(starts.Select(s => s.InitMs)), "ms");
        report.Add($"{what}: first request at 128 MB", Median(starts.Select(s => s.FirstMs)), "ms");
        report.Add($"{what}: resident memory", Median(starts.Select(s => s.MemoryMB)), "MB");
    }

    private static double Ratio(List<Start> ours, List<Start> theirs, Func<Start, double> figure) =>
        Median(ours.Zip(theirs, (o, t) => figure(o) / figure(t)));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <summary>What isn't the application's: the runtime library, the host, what the .NET host reads.</summary>
    private static long NotOwnCode(FunctionZip zip) => zip.Bytes.Length - zip.CompressedBytes(n => n is "IoT.dll");

    private static string Label(FunctionZip zip) =>
        zip.Name switch
        {
            "Minimal" => "(a) by hand",
            "Whole" => "(b) whole",
            var group => group,
        };

    private static string Request(string task) => string.Create(CultureInfo.InvariantCulture, $$"""{"task":"{{task}}","args":{{Event}}}""");
}
