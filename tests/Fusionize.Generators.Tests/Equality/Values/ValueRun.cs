using System.Collections.Immutable;
using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Generators.Tests.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Generators.Tests.Equality.Values;

/// <summary>Many small programs in one application: what the rules say of each, and what each gives under several setups.</summary>
internal sealed class ValueRun
{
    private readonly IReadOnlyDictionary<string, string> _programs;
    private readonly string _shared;

    /// <param name="programs">Source text by namespace; each has the task Run and others, named <c>namespace.Task</c>.</param>
    /// <param name="shared">What they all use.</param>
    public ValueRun(IReadOnlyDictionary<string, string> programs, string shared) => (_programs, _shared) = (programs, shared);

    /// <summary>Programs that aren't C#, which the test's author wants to know.</summary>
    public IReadOnlyDictionary<string, string> Broken { get; private set; } = ImmutableDictionary<string, string>.Empty;

    /// <param name="seed">Chooses the random setup.</param>
    /// <param name="runsRefused">Whether programs run that a rule refuses.</param>
    public async Task<IReadOnlyList<Outcome>> RunAsync(int seed, bool runsRefused = false)
    {
        var compilation = AppOf(_programs.Keys).Compilation();
        Broken = compilation
            .GetDiagnostics()
            .Where(static d => d.Severity == DiagnosticSeverity.Error)
            .GroupBy(SpaceOf)
            .ToDictionary(static g => g.Key, static g => g.First().ToString());
        var whole = AppOf(_programs.Keys.Except(Broken.Keys)).Compilation();
        var said = (await whole.WithAnalyzers(RuleTests.Analyzers).GetAnalyzerDiagnosticsAsync()).ToLookup(SpaceOf);
        var running = _programs
            .Keys.Except(Broken.Keys)
            .Where(p => runsRefused || said[p].All(static d => d.Severity != DiagnosticSeverity.Error))
            .Order(StringComparer.Ordinal)
            .ToList();
        var outcomes = _programs.Keys.Except(Broken.Keys).Except(running).Select(p => new Outcome(p, _programs[p], [.. said[p]], "", [])).ToList();
        if (running.Count == 0)
            return outcomes;

        var built = AppOf(running).Build();
        using var disk = new OnDisk(built);
        var image = File.ReadAllBytes(disk.Assembly);
        var expected = await PlainlyAsync(disk.Assembly, running);
        var random = new Random(seed);
        var tasks = built.Manifest.Tasks.Select(static t => t.Id).ToList();
        var setups = new (string Name, IReadOnlyList<string>[] Groups)[]
        {
            // One of each program, so that all calls of a program leave their function.
            ("all separate", [.. tasks.GroupBy(static t => t[(t.IndexOf('.', StringComparison.Ordinal) + 1)..]).Select(static g => g.ToList())]),
            ("all in one", [tasks]),
            ("random", [.. tasks.GroupBy(_ => random.Next(2)).Select(static g => g.ToList())]),
        };
        using var host = new AppHost(built, image);
        var seen = running.ToDictionary(static p => p, static _ => new List<(string, string?)>(), StringComparer.Ordinal);
        foreach (var (name, groups) in setups)
        {
            using var functions = new Functions(host, image, groups);
            foreach (var program in running)
                seen[program].Add((name, await functions.RunAsync($"{program}.Run")));
        }
        return [.. outcomes, .. running.Select(p => new Outcome(p, _programs[p], [.. said[p]], expected[p], seen[p]))];
    }

    private App AppOf(IEnumerable<string> programs) =>
        new() { Sources = [("Shared.cs", _shared), ("See.cs", See.Source), .. programs.Select(p => (p + ".cs", _programs[p]))] };

    private static async Task<Dictionary<string, string>> PlainlyAsync(string assembly, IReadOnlyList<string> programs)
    {
        var plain = new PlainCalls(assembly);
        var results = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var program in programs)
            results[program] = await plain.Method<Func<Task<string>>>($"{program}.Tasks", "Run")();
        plain.Unload();
        return results;
    }

    private static string SpaceOf(Diagnostic diagnostic) => Path.GetFileNameWithoutExtension(diagnostic.Location.SourceTree?.FilePath ?? "");

    /// <summary>What came of a program.</summary>
    /// <param name="Program">Its namespace.</param>
    /// <param name="Text">Its source.</param>
    /// <param name="Said">What the rules say.</param>
    /// <param name="Plain">What plain method calls give; empty where it is refused.</param>
    /// <param name="Under">What it gives under each setup.</param>
    internal sealed record Outcome(
        string Program,
        string Text,
        IReadOnlyList<Diagnostic> Said,
        string Plain,
        IReadOnlyList<(string Setup, string? Result)> Under
    )
    {
        public bool IsRefused => Said.Any(static d => d.Severity == DiagnosticSeverity.Error);

        private bool TellsOfLoss => Said.Any(static d => d.Id is "FZ0036");

        private bool TellsOfSharing => Said.Any(static d => d.Id is "FZ0013" or "FZ0014");

        /// <summary>How the program differs between setups though no rule says so; null where it doesn't.</summary>
        public string? Difference
        {
            get
            {
                var text = Text.Split('\n');
                foreach (var diagnostic in Said.Where(static d => d.Id is "FZ0012" or "FZ0013" or "FZ0014" or "FZ0036" or "FZ0037"))
                    if (!LineOf(diagnostic).Contains("[FusionTask", StringComparison.Ordinal))
                        return $"{diagnostic} is at the wrong place";
                foreach (var diagnostic in Said.Where(static d => d.Id is "FZ0017"))
                    if (!LineOf(diagnostic).Contains("Take", StringComparison.Ordinal))
                        return $"{diagnostic} is at the wrong place";
                foreach (var (setup, result) in Under)
                    if (!TellsOfLoss && !Plain.Contains("no value", StringComparison.Ordinal) && Compared(result) != Compared(Plain))
                        return $"under '{setup}':\n{result}\nplainly:\n{Plain}";
                return null;

                string LineOf(Diagnostic diagnostic) => text[diagnostic.Location.GetLineSpan().StartLinePosition.Line];
            }
        }

        private string? Compared(string? result) => TellsOfSharing ? result?.Split("\nafter ")[0] : result;
    }
}
