using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Fusionize.Benchmarks.Infrastructure;
using Fusionize.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Benchmarks.Generator;

/// <summary>
/// What the compiler plug-in's generator costs applications of several sizes: the first run over a compilation in which nothing is bound yet, and the
/// runs after the edits that happen while someone works.
/// </summary>
internal sealed class GeneratorSuite : Suite
{
    private static readonly int[] Sizes = [10, 100, 1000, 5000];

    public override string Name => "generator";

    public override string Description =>
        $"the source generator over 10 to 5,000 tasks with {SourceApplication.CallsPerTask} call sites each: best run and median";

    public override void Run(Report report)
    {
        for (var i = 0; i < 4; i++)
            Measure(SourceApplication.OfSize(200), 10, (_, _) => { }); // until the JIT has had its last word
        var cold = new Dictionary<int, double>();
        foreach (var size in Sizes)
        {
            report.Heading($"{size.ToString("N0", CultureInfo.InvariantCulture)} tasks");
            var app = SourceApplication.OfSize(size);
            Measure(app, size >= 5000 ? 9 : 31, (name, times) =>
            {
                report.Add(name, times.Best, "ms", GoalOf(size, name));
                report.Add($"{name}, median", times.Median, "ms");
                if (name == Cold)
                    cold[size] = times.Best;
            });
            if (size == 1000)
                MeasureAnalyzers(app, 15, report);
            report.Add(AllCached, EditKeepsAllCached(app) ? 1 : 0, "yes = 1", Target.AtLeast(1));
        }
        report.Heading("growth");
        report.Add("cold run, 5,000 tasks against 1,000, per task", cold[5000] / 5000 / (cold[1000] / 1000), "x", Target.AtMost(1.3));
    }

    private const string Cold = "cold run";
    private const string Floor = "for comparison: binding every call, and nothing else";
    private const string Unrelated = "body edited in a file without tasks";
    private const string Body = "body of a task edited";
    private const string Added = "task added";
    private const string AllCached = "after an unrelated edit every step and output is cached";

    private static Target? GoalOf(int size, string name) =>
        (size, name) switch
        {
            (1000, Cold) => Target.AtMost(150),
            (1000, Unrelated) => Target.AtMost(1),
            _ => null,
        };

    private readonly record struct Times(double Best, double Median);

    private static void Measure(SourceApplication app, int runs, Action<string, Times> report)
    {
        report(Cold, Time(runs, _ => (SourceApplication.NewDriver(), app.Fresh())));
        report(Floor, Time(Math.Min(runs, 9), _ => app.Fresh(), BindAll));
        var driver = SourceApplication.NewDriver().RunGenerators(app.Compilation);
        report(Unrelated, Time(runs, i => (driver, app.WithEdit(app.Unrelated, "return 1;", $"return {i + 2};"))));
        report(Body, Time(runs, i => (driver, app.WithEdit(app.SomeTasks, "return x;", $"return x + {i};"))));
        report(
            Added,
            Time(runs, i => (driver, app.WithEdit(app.SomeTasks, "// end", $"[FusionTask] public static Task Added{i}() => Task.CompletedTask;")))
        );
    }

    /// <summary>What all analyzers take over an application with its generated code, beside what the compiler takes to look at all of it.</summary>
    private static void MeasureAnalyzers(SourceApplication app, int runs, Report report)
    {
        ImmutableArray<DiagnosticAnalyzer> analyzers =
        [
            .. typeof(FusionizeGenerator)
                .Assembly.GetTypes()
                .Where(t => t.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false))
                .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!),
        ];
        Compilation Complete(int _)
        {
            SourceApplication.NewDriver().RunGeneratorsAndUpdateCompilation(app.Fresh(), out var compilation, out var _);
            return compilation;
        }
        var compiled = Time(runs, Complete, static c => c.GetDiagnostics());
        var analyzed = Time(runs, Complete, c => c.WithAnalyzers(analyzers).GetAllDiagnosticsAsync().GetAwaiter().GetResult());
        report.Add("compiler's diagnostics", compiled.Median, "ms");
        report.Add("compiler's diagnostics and all analyzers, median", analyzed.Median, "ms");
        report.Add("compiler's diagnostics and all analyzers, best", analyzed.Best, "ms");
    }

    private static Times Time(int runs, Func<int, (GeneratorDriver Driver, Compilation Compilation)> setUp) =>
        Time(runs, setUp, static run => run.Driver.RunGenerators(run.Compilation));

    private static Times Time<T>(int runs, Func<int, T> setUp, Action<T> run)
    {
        var times = new List<double>();
        for (var i = 0; i < runs; i++)
        {
            var ready = setUp(i);
            GC.Collect();
            var started = Stopwatch.GetTimestamp();
            run(ready);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        times.Sort();
        return new Times(times[0], times[times.Count / 2]);
    }

    /// <summary>What a generator pays that asks the compiler which method each call means, one file after the other.</summary>
    private static void BindAll(Compilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            var semantics = compilation.GetSemanticModel(tree);
            foreach (var call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>())
                semantics.GetSymbolInfo(call);
        }
    }

    private static bool EditKeepsAllCached(SourceApplication app)
    {
        var driver = SourceApplication.NewDriver(tracked: true).RunGenerators(app.Compilation);
        var result = driver.RunGenerators(app.WithEdit(app.Unrelated, "return 1;", "return 2;")).GetRunResult().Results[0];
        string[] steps = [Steps.Options, Steps.Surface, Steps.Models, Steps.Tasks, Steps.Calls, Steps.Manifest];
        return steps
            .SelectMany(s => result.TrackedSteps[s])
            .Concat(result.TrackedOutputSteps.Values.SelectMany(s => s))
            .SelectMany(s => s.Outputs)
            .All(o => o.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged);
    }
}
