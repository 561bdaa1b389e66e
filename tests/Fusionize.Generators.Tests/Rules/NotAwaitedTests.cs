using Fusionize.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Generators.Tests.Rules;

/// <summary>What the compiler and FZ0015 both have to say.</summary>
public class NotAwaitedTests
{
    private const string Source = """
        using System.Threading.Tasks;
        using Fusionize;
        static class Work
        {
            [FusionTask(Entry = true)] public static async Task Root() { await Task.Yield(); Store(); NoTask(); }
            [FusionTask] public static Task Store() => Task.CompletedTask;
            static Task NoTask() => Task.CompletedTask;
        }
        """;

    [Fact]
    public async Task A_dropped_task_call_is_reported_once() => Assert.Equal(["CS4014 NoTask()", "FZ0015 Store()"], await Reports(Source, []));

    [Fact]
    public async Task Where_the_rule_is_off_the_compilers_warning_stays() =>
        Assert.Equal(["CS4014 NoTask()", "CS4014 Store()"], await Reports(Source, [new("FZ0015", ReportDiagnostic.Suppress)]));

    private static async Task<IEnumerable<string>> Reports(string source, IEnumerable<KeyValuePair<string, ReportDiagnostic>> options)
    {
        var compilation = App.Of(source).Compilation();
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(options));
        var all = await compilation.WithAnalyzers(RuleTests.Analyzers).GetAllDiagnosticsAsync();
        return all.Where(d => d.Id is "CS4014" or "FZ0015" && !d.IsSuppressed)
            .Select(d => $"{d.Id} {d.Location.SourceTree!.GetText().ToString(d.Location.SourceSpan)}")
            .Order(StringComparer.Ordinal);
    }
}
