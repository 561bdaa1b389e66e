using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Tests.Docs;

/// <summary>A C# example of the documentation. Most are fragments: members, or statements, with "…" for what doesn't matter.</summary>
/// <param name="Place">File and line.</param>
/// <param name="Text">What the fence holds, or one half of it on a rule's page.</param>
/// <param name="Rule">The rule that the example breaks on purpose.</param>
internal sealed partial record Example(string Place, string Text, string? Rule)
{
    /// <summary>Every fence of a page; two examples where it shows first what is wrong, then what to do instead.</summary>
    public static IEnumerable<Example> Of(string path, string name)
    {
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        foreach (Match fence in Fence().Matches(page))
        {
            var place = $"{name}:{page[..fence.Index].Count(c => c == '\n') + 1}";
            var text = fence.Groups["text"].Value;
            if (Halves().Match(text) is { Success: true } halves)
            {
                yield return new(place, halves.Groups["bad"].Value, halves.Groups["rule"].Value);
                yield return new(place, halves.Groups["good"].Value, null);
            }
            else
                yield return new(place, text, null);
        }
    }

    /// <summary>The example as a whole file. Its tasks are entries, since nothing calls most of them, except where that is the subject.</summary>
    public string Source()
    {
        var code = Place.Contains("FZ0021", StringComparison.Ordinal) ? Completed() : Called(Completed());
        return Surroundings.UsingsFor(Text) + "namespace Example\n{\n" + Wrapped(code) + "\n}\n";
    }

    private string Completed()
    {
        var code = LineOfDots().Replace(Text, "throw null!;");
        code = Statements().Replace(code, "{ }");
        code = Argument().Replace(code, "(default!)");
        code = Body().Replace(code, " => throw null!;");
        return code;
    }

    private static string Called(string code) =>
        BareTask().Replace(TaskWithArguments().Replace(code, "[FusionTask(Entry = true, "), "[FusionTask(Entry = true)]");

    private static string Wrapped(string code)
    {
        if (!Declaration().IsMatch(Comment().Replace(code, "")))
            return "public class Wrapped(Billing billing, Pricing pricing)\n{\n"
                + $"[FusionTask(Entry = true)] public async Task Run()\n{{\n{code}\n}}\n}}";
        var unit = CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Latest)).GetCompilationUnitRoot();
        if (unit.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error) || !unit.Members.All(m => m is BaseTypeDeclarationSyntax))
            return $"public class Wrapped\n{{\n{code}\n}}";
        var types = unit.Usings.Count == 0 ? code : code[unit.Usings.Span.End..];
        return code.Contains("[Fusion", StringComparison.Ordinal) ? types : $"{types}\npublic static class Wrapped\n{{\n{Uses(unit)}}}";
    }

    /// <summary>What values may be is asked of those that tasks take.</summary>
    private static string Uses(CompilationUnitSyntax unit) =>
        string.Concat(
            unit.Members.OfType<TypeDeclarationSyntax>()
                .Where(type => type.BaseList is null)
                .Select(type => $"[FusionTask(Entry = true)] public static Task Use{type.Identifier}({type.Identifier} x) => Task.CompletedTask;\n")
        );

    [GeneratedRegex(@"^\s*(\[|using |public |private |internal |static |sealed |struct |class )")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("^```csharp\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^// (?<rule>FZ\d{4})\n(?<bad>.*?)\n\n// instead\n(?<good>.*)$", RegexOptions.Singleline)]
    private static partial Regex Halves();

    [GeneratedRegex(@"^ *…$", RegexOptions.Multiline)]
    private static partial Regex LineOfDots();

    [GeneratedRegex(@"\{ … \}")]
    private static partial Regex Statements();

    [GeneratedRegex(@"\(…\)")]
    private static partial Regex Argument();

    [GeneratedRegex(@"(?: =>)? …;?")]
    private static partial Regex Body();

    [GeneratedRegex(@"\[FusionTask\]")]
    private static partial Regex BareTask();

    [GeneratedRegex(@"\[FusionTask\((?!Entry)")]
    private static partial Regex TaskWithArguments();
}
