using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Fusionize.Generators.Tests.Equality.Values;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>
/// Programs whose calls, values, names or state are unusual. Each complaint of a rule is marked at the end of its line, as in <c>Rules/Cases</c>. A
/// program without an error gives the same result under several setups as plain method calls, on the hosts that a build makes. A new program is a
/// file in <c>Programs</c>: its namespace has the file's name, and its entry task is <c>Tasks.Run</c>.
/// </summary>
public sealed partial class AwkwardProgramsTests
{
    private const string Preamble =
        "#nullable enable annotations\n"
        + "#pragma warning disable CS0618, CS0612, CS1998, CS0067, CS0649, CS0169, CS8632, CS4014, CS9113, CS8321, CS1718, CS0414, CS0162, Y1\n";

    /// <summary>With one of these rules the result may depend on the setup, which is why the rule complains.</summary>
    private static readonly string[] s_mayDiffer = ["FZ0013", "FZ0019", "FZ0035", "FZ0036"];

    [Fact]
    public async Task Each_is_refused_at_its_line_or_does_the_same_under_every_setup()
    {
        var programs = Directory
            .GetFiles(Folder())
            .ToDictionary(static f => Path.GetFileNameWithoutExtension(f), static f => Preamble + File.ReadAllText(f), StringComparer.Ordinal);
        Assert.InRange(programs.Count, 60, 500);
        var run = new ValueRun(programs, ValueProgram.Shared);
        var outcomes = await run.RunAsync(seed: 3);
        var wrong = run.Broken.Values.Concat(outcomes.Select(Wrong).OfType<string>()).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    private static string? Wrong(ValueRun.Outcome outcome)
    {
        var said = outcome
            .Said.Where(static d => d.Severity >= DiagnosticSeverity.Warning || d.Id == "FZ0030")
            .Select(static d => (d.Location.GetLineSpan().StartLinePosition.Line, d.Id))
            .Distinct()
            .Order()
            .Select(static d => $"{d.Line - 1}: {d.Id}");
        var marked = outcome
            .Text.Split('\n')
            .SelectMany(
                static (text, line) => Mark().Match(text) is { Success: true } mark ? mark.Groups[1].Value.Split(' ').Select(id => (line, id)) : []
            )
            .Order()
            .Select(static m => $"{m.line - 1}: {m.id}");
        if (!said.SequenceEqual(marked))
            return $"{outcome.Program}: {string.Join(", ", said)} is reported, and {string.Join(", ", marked)} is marked.\n"
                + string.Join("\n", outcome.Said);
        var differing = outcome.Under.Where(u => u.Result != outcome.Plain).ToList();
        return differing.Count == 0 || outcome.Said.Any(static d => s_mayDiffer.Contains(d.Id))
            ? null
            : $"{outcome.Program} gives '{differing[0].Result}' under '{differing[0].Setup}', and plainly '{outcome.Plain}'.";
    }

    [GeneratedRegex(@"// ((?:FZ\d{4} ?)+)$")]
    private static partial Regex Mark();

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "Programs");
}
