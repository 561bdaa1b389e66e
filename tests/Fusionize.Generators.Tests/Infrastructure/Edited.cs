using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Fusionize.Generators.Tests.Infrastructure;

/// <summary>An application before and after one edit, through one generator driver.</summary>
internal sealed class Edited
{
    private Edited(GeneratorRunResult before, GeneratorRunResult after) => (Before, After) = (before, after);

    public GeneratorRunResult Before { get; }

    public GeneratorRunResult After { get; }

    public static Edited Of(App app, string file, string old, string @new) => Of(app, compilation =>
        {
            var tree = compilation.SyntaxTrees.Single(t => t.FilePath == App.ProjectDirectory + file);
            var text = tree.ToString();
            Assert.Contains(old, text);
            return compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(text.Replace(old, @new), System.Text.Encoding.UTF8)));
        });

    public static Edited Of(App app, Func<CSharpCompilation, Compilation> edit)
    {
        var compilation = app.Compilation();
        var before = app.Driver().RunGenerators(compilation);
        var after = before.RunGenerators(edit(compilation));
        return new Edited(before.GetRunResult().Results[0], after.GetRunResult().Results[0]);
    }

    public IEnumerable<IncrementalStepRunReason> Reasons(string step) => Rerun.Reasons(After, step);

    public bool IsCached(string step) => Reasons(step).All(Rerun.IsCached);

    /// <summary>Hint names of the files whose text changed, came or went.</summary>
    public IEnumerable<string> ChangedFiles()
    {
        var before = Texts(Before);
        var after = Texts(After);
        return before.Keys.Union(after.Keys).Where(hint => before.GetValueOrDefault(hint) != after.GetValueOrDefault(hint)).Order();
    }

    public static Dictionary<string, string> Texts(GeneratorRunResult result) =>
        result.GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());
}
