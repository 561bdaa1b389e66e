using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Fusionize.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Fusionize.Benchmarks;

/// <summary>What the generator costs an application of a given size: a first run, and runs after the edits that happen while someone works on it.</summary>
internal static class GeneratorSuite
{
    private const int CallsPerTask = 5;
    private const int TasksPerFile = 10;

    private static readonly CSharpParseOptions ParseOptions =
        new CSharpParseOptions(LanguageVersion.Latest).WithFeatures([new("InterceptorsNamespaces", "Fusionize.Generated")]);

    private static readonly ImmutableArray<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) == "Fusionize.dll")
            .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>One figure: the median of its runs. CPU time is the generator's thread's, which a busy machine disturbs less.</summary>
    internal sealed record Row(int Tasks, string Case, double Milliseconds, double MinMilliseconds, double CpuMilliseconds, bool AllCached);

    public static IReadOnlyList<Row> Run(IReadOnlyList<int> sizes, Action<Row> report)
    {
        var rows = new List<Row>();
        for (var i = 0; i < 3; i++) Measure(100, 12, _ => { }); // the JIT's part
        foreach (var size in sizes)
            Measure(size, size >= 1000 ? 15 : 31, row =>
            {
                rows.Add(row);
                report(row);
            });
        return rows;
    }

    private static void Measure(int tasks, int runs, Action<Row> report)
    {
        var app = Application(tasks);
        var first = app.SyntaxTrees[1];
        var unrelated = app.SyntaxTrees.Single(t => t.FilePath.EndsWith("Unrelated.cs", StringComparison.Ordinal));

        report(Median(tasks, "cold", runs, _ => (Driver(), Fresh(app))));
        report(Median(tasks, "unrelated edit", runs, i => (Warm(app), Edit(app, unrelated, "return 1;", $"return {i + 2};"))));
        report(Median(tasks, "task body edited", runs, i => (Warm(app), Edit(app, first, "return x;", $"return x + {i};"))));
        report(Median(tasks, "task added", runs, i => (Warm(app), Edit(app, first, "// end", $"[FusionTask] public static Task Added{i}() => Task.CompletedTask;"))));
    }

    private static Row Median(int tasks, string name, int runs, Func<int, (GeneratorDriver Driver, Compilation Compilation)> setUp)
    {
        var times = new List<double>();
        var cpuTimes = new List<double>();
        var allCached = true;
        for (var i = 0; i < runs; i++)
        {
            var (driver, compilation) = setUp(i);
            GC.Collect();
            var cpuStart = ThreadCpu.Milliseconds();
            var start = Stopwatch.GetTimestamp();
            driver = driver.RunGenerators(compilation);
            cpuTimes.Add(ThreadCpu.Milliseconds() - cpuStart);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            allCached &= driver.GetRunResult().Results[0].TrackedOutputSteps.Values
                .SelectMany(s => s).SelectMany(s => s.Outputs).All(o => o.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged);
        }
        times.Sort();
        cpuTimes.Sort();
        return new Row(tasks, name, times[times.Count / 2], times[0], cpuTimes[cpuTimes.Count / 2], allCached);
    }

    internal static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new FusionizeGenerator().AsSourceGenerator()], parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static GeneratorDriver Warm(Compilation app) => Driver().RunGenerators(app);

    /// <summary>The same application with nothing bound yet, as the compiler has it when it starts.</summary>
    internal static Compilation Fresh(CSharpCompilation app) => CSharpCompilation.Create(app.AssemblyName, app.SyntaxTrees, References, app.Options);

    private static Compilation Edit(CSharpCompilation app, SyntaxTree tree, string old, string @new)
    {
        var text = tree.ToString();
        return app.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(text.Replace(old, @new), Encoding.UTF8)));
    }

    internal static CSharpCompilation Application(int tasks)
    {
        var files = new List<(string Path, string Text)> { ("Unrelated.cs", "namespace App; static class Unrelated { public static int Get() { return 1; } }") };
        for (var first = 0; first < tasks; first += TasksPerFile)
        {
            var text = new StringBuilder("using System.Threading;\nusing System.Threading.Tasks;\nusing Fusionize;\nnamespace App;\n");
            text.Append($"public sealed record Order{first}(string Id, int Count);\npublic static class Tasks{first}\n{{\n");
            for (var task = first; task < Math.Min(first + TasksPerFile, tasks); task++)
            {
                text.Append($"    [FusionTask(Entry = {(task == 0 ? "true" : "false")})]\n    public static async Task<int> Task{task}(Order{first} order, int x, CancellationToken ct)\n    {{\n");
                for (var call = 1; call <= CallsPerTask; call++)
                {
                    var to = (task + call * 7) % tasks;
                    var args = $"new Order{to / TasksPerFile * TasksPerFile}(order.Id, {call}), x, ct";
                    text.Append($"        {(call == CallsPerTask ? "await" : "x +=  await")} Tasks{to / TasksPerFile * TasksPerFile}.Task{to}({args}){(call == CallsPerTask ? ".Detach()" : "")};\n");
                }
                text.Append("        return x;\n    }\n\n");
            }
            text.Append("    // end\n}\n");
            files.Add(($"Tasks{first}.cs", text.ToString()));
        }
        return CSharpCompilation.Create(
            "App", files.Select(f => CSharpSyntaxTree.ParseText(SourceText.From(f.Text, Encoding.UTF8), ParseOptions, "/app/" + f.Path)), References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }
}

/// <summary>CPU time of the current thread.</summary>
internal static partial class ThreadCpu
{
    private const int ThreadClock = 3;

    /// <summary>Not a number where the system has no such clock.</summary>
    public static double Milliseconds() =>
        OperatingSystem.IsLinux() && ReadClock(ThreadClock, out var time) == 0 ? time.Seconds * 1e3 + time.Nanoseconds / 1e6 : double.NaN;

    [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out Time time);

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
