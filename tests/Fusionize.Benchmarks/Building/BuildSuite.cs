using System.Globalization;
using Fusionize.Benchmarks.Infrastructure;

namespace Fusionize.Benchmarks.Building;

/// <summary>
/// What the package adds to <c>dotnet build</c>. Each build with it is followed by one of the same application without it; a ratio is the median of
/// such pairs' ratios, so that what else the machine does hits both.
/// </summary>
internal sealed class BuildSuite : Suite
{
    public override string Name => "build";

    public override string Description =>
        "dotnet build with the packed package against the same application without it: first, no-op, memory changed, one group changed";

    public override void Run(Report report)
    {
        var root = Directory.CreateTempSubdirectory("fusionize-build-suite-").FullName;
        try
        {
            using var dotnet = new Dotnet();
            var package = PackedPackage.Create(dotnet, Path.Combine(root, "packed"));
            var sizes = report.IsQuick ? [1, 20] : new[] { 1, 5, 20, 50 };
            // Compiler server, build nodes and the disk's cache are warm from here on.
            Measure(new Report(Name), dotnet, package, Path.Combine(root, "warm-up"), tasks: 2, repetitions: 1);
            foreach (var size in sizes)
                Measure(report, dotnet, package, Path.Combine(root, size.ToString(CultureInfo.InvariantCulture)), size, report.IsQuick ? 3 : 5);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void Measure(Report report, Dotnet dotnet, PackedPackage package, string folder, int tasks, int repetitions)
    {
        report.Heading(string.Create(CultureInfo.InvariantCulture, $"{tasks} groups"));
        var pair = new Pair(
            dotnet,
            GeneratedApp.WithPackage(Path.Combine(folder, "with"), tasks, package),
            GeneratedApp.Plain(Path.Combine(folder, "without"), tasks, package)
        );

        var first = pair.Measure(Math.Max(1, repetitions / 2), (app, _) => app.Clean());
        Add("first build", first, tasks == 20 ? Target.AtMost(4) : null);
        var noOp = pair.Measure(repetitions, (_, _) => { });
        Add("no-op", noOp, Target.AtMost(1.2));
        var memory = pair.Measure(repetitions, (app, i) =>
        {
            if (app == pair.With)
                app.SetMemory(256 + i * 64);
        });
        Add("memory changed", memory, null);
        var changed = pair.Measure(repetitions, (app, i) => app.ChangeTask(tasks / 2, i + 1));
        Add("one group changed", changed, null);
        report.Add("one group changed against no-op, both with the package", changed.With / noOp.With, "x", tasks == 20 ? Target.AtMost(2) : null);

        void Add(string name, Paired paired, Target? goal)
        {
            report.Add(name, paired.With, "s");
            report.Add(name + ", without the package", paired.Without, "s");
            report.Add(name + ", ratio", paired.Ratio, "x", goal);
        }
    }

    /// <summary>Medians, in seconds; the ratio is the median of the pairs'.</summary>
    private sealed record Paired(double With, double Without, double Ratio);

    private sealed record Pair(Dotnet Dotnet, GeneratedApp With, GeneratedApp Without)
    {
        public Paired Measure(int repetitions, Action<GeneratedApp, int> prepare)
        {
            var times = new List<(double With, double Without)>();
            for (var i = 0; i < repetitions; i++)
                times.Add((Build(With, i), Build(Without, i)));
            return new Paired(Median(times.Select(t => t.With)), Median(times.Select(t => t.Without)), Median(times.Select(t => t.With / t.Without)));

            double Build(GeneratedApp app, int i)
            {
                prepare(app, i);
                return Dotnet.Time(app.Folder, "build", "-c", "Release", "-v", "q", "-nologo");
            }
        }

        private static double Median(IEnumerable<double> values)
        {
            var sorted = values.Order().ToList();
            return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
        }
    }
}
