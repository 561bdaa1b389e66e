using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests;

/// <summary>
/// Compares which namespace uses which, as the built assemblies say, with the list in docs/dependencies.md. A new arrow fails until somebody adds it
/// to the list, so it shows in review.
/// </summary>
public class DependencyTests
{
    private const string List = "docs/dependencies.md";

    /// <summary>Set to write the list instead of comparing it.</summary>
    private const string Update = "FUSIONIZE_UPDATE_DEPENDENCIES";

    private static readonly string[] s_plugins = ["Fusionize.Generators", "Fusionize.CodeFixes"];

    [Fact]
    public void Every_arrow_between_namespaces_is_in_the_list()
    {
        var file = Path.Combine(Repository.Root, List);
        var built = Arrows();
        if (Environment.GetEnvironmentVariable(Update) is { Length: > 0 })
            File.WriteAllText(file, Replace(File.ReadAllText(file), built));
        var (now, listed) = (Lines(built), Lines(Listed(File.ReadAllText(file))));
        Assert.True(
            now.SequenceEqual(listed),
            $"New: {string.Join("; ", now.Except(listed).Select(a => $"{a} ({Example(a)})"))}. Gone: {string.Join("; ", listed.Except(now))}. "
                + $"If it is meant, run '{Update}=1 dotnet test tests/Fusionize.Tests -c Release --filter DependencyTests' and review the difference."
        );
    }

    [Fact]
    public void No_two_namespaces_use_each_other_directly_or_through_others()
    {
        var circles = Circles(Arrows());

        Assert.True(
            !circles.Any(),
            $"These namespaces use each other: {string.Join("; ", circles.Select(a => $"{a} ({Example(a)})"))}. Move a type, or pass what it needs."
        );
    }

    [Fact]
    public void A_circle_is_noticed()
    {
        Assert.Empty(Circles([("A", "B"), ("B", "C"), ("A", "C")]));
        Assert.Equal(["A → B", "B → A"], Circles([("A", "B"), ("B", "A"), ("B", "C")]));
        Assert.Equal(["A → B", "B → C", "C → A"], Circles([("A", "B"), ("B", "C"), ("C", "A")]));
    }

    [Fact]
    public void An_arrow_that_is_not_in_the_list_is_noticed() =>
        Assert.NotEqual(
            Lines([("A", "B"), ("A", "C")]),
            Lines(
                Listed(
                    """
                    ```
                    A → B
                    ```
                    """
                )
            )
        );

    [Fact]
    public void References_are_read_from_signatures_code_and_attributes()
    {
        var found = NamespaceReferences.In(typeof(DependencyTests).Assembly.Location, "Fusionize");
        Assert.Contains(found, r => r.FromType == nameof(DependencyTests) && r.ToType == nameof(NamespaceReferences));
        Assert.DoesNotContain(found, r => r.From == r.To);
    }

    private static IReadOnlyCollection<(string From, string To)> Arrows() => [.. References().Select(r => (r.From, r.To)).Distinct()];

    private static IEnumerable<TypeReference> References() => Assemblies().SelectMany(a => NamespaceReferences.In(a, "Fusionize"));

    /// <summary>A type that makes the arrow.</summary>
    private static string Example(string arrow) =>
        References().FirstOrDefault(r => $"{r.From} → {r.To}" == arrow) is { } r ? $"{r.FromType} uses {r.ToType}" : "";

    private static IEnumerable<string> Assemblies() =>
        Directory
            .GetDirectories(Path.Combine(Repository.Root, "src"), "Fusionize*")
            .Select(Path.GetFileName)
            .Where(p => p != "Fusionize.Templates")
            .Select(p => AssemblyOf(p!));

    private static string AssemblyOf(string project) =>
        Path.Combine(Repository.Output(project, s_plugins.Contains(project) ? "netstandard2.0" : "net10.0"), project + ".dll");

    /// <summary>Arrows from which one comes back to where one started.</summary>
    private static IEnumerable<string> Circles(IReadOnlyCollection<(string From, string To)> arrows)
    {
        var uses = arrows.ToLookup(a => a.From, a => a.To);
        return Lines(arrows.Where(a => Reachable(a.To).Contains(a.From)));

        HashSet<string> Reachable(string start)
        {
            var (seen, open) = (new HashSet<string>(), new Stack<string>([start]));
            while (open.TryPop(out var next))
            {
                foreach (var used in uses[next].Where(seen.Add))
                    open.Push(used);
            }
            return seen;
        }
    }

    private static IEnumerable<(string, string)> Listed(string text) =>
        text.Split('\n').Select(l => l.Trim().Split(" → ")).Where(l => l.Length == 2 && !l[0].Contains(' ')).Select(l => (l[0], l[1]));

    private static IEnumerable<string> Lines(IEnumerable<(string From, string To)> arrows) =>
        arrows.Select(a => $"{a.From} → {a.To}").Order(StringComparer.Ordinal);

    private static string Replace(string text, IEnumerable<(string From, string To)> arrows) =>
        $"{text[..(text.IndexOf("```", StringComparison.Ordinal) + 4)]}{string.Join('\n', Lines(arrows))}\n```\n";
}
