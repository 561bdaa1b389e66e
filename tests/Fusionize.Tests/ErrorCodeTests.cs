using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests;

/// <summary>
/// Compares the codes that the code declares, the table of codes and the pages under docs/codes. The table gives a page its title and the start of
/// what to do; meaning, example and the rest are written in the page.
/// </summary>
public sealed partial class ErrorCodeTests
{
    /// <summary>Set to write what comes from the table into the pages instead of comparing it.</summary>
    private const string Update = "FUSIONIZE_UPDATE_CODES";

    private const string Shape = "the title '# FZ1xxx: …' and the sections '## What it means', '## Example' and '## What to do'";

    private static readonly string s_folder = Path.Combine(Repository.Root, "docs", "codes");

    public static TheoryData<string> Codes => [.. ErrorCodes.All.Select(c => c.Code)];

    [Fact]
    public void Codes_are_in_order_and_all_different() =>
        Assert.Equal(ErrorCodes.All.Select(c => c.Code).Distinct().Order(StringComparer.Ordinal), ErrorCodes.All.Select(c => c.Code));

    [Fact]
    public void Table_has_the_codes_that_sources_declare()
    {
        var (declared, listed) = (Declared().ToHashSet(), ErrorCodes.All.Select(c => c.Code).ToHashSet());

        Assert.True(
            declared.SetEquals(listed),
            $"Declared, but without a line in src/Fusionize.Setups/ErrorCodes.cs: {string.Join(", ", declared.Except(listed))}. "
                + $"A line there, but declared nowhere: {string.Join(", ", listed.Except(declared))}."
        );
    }

    [Fact]
    public void Every_declared_code_is_used()
    {
        var sources = string.Concat(Sources("*.cs").Select(File.ReadAllText));
        Assert.All(Constants(), c => Assert.Matches($@"\b{c.Class}\.{c.Name}\b", sources));
    }

    [Fact]
    public void There_is_a_page_for_every_code_and_no_other()
    {
        var codes = ErrorCodes.All.Select(c => c.Code).ToHashSet();
        var pages = Directory.GetFiles(s_folder, "FZ*").Select(f => Path.GetFileNameWithoutExtension(f)!).ToHashSet();

        Assert.True(
            pages.SetEquals(codes),
            $"Codes without a page in docs/codes: {string.Join(", ", codes.Except(pages))}; each needs {Shape}. "
                + $"Pages of codes that don't exist: {string.Join(", ", pages.Except(codes))}."
        );
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_page_says_what_the_table_says(string code)
    {
        var entry = ErrorCodes.Find(code)!;
        Assert.EndsWith($"/docs/codes/{code}.md", entry.Page);
        var file = Path.Combine(s_folder, code + ".md");
        Assert.True(File.Exists(file), $"docs/codes/{code}.md is missing. It needs {Shape}.");
        var page = File.ReadAllText(file);
        // Before anything is written: a page of another shape would lose its text.
        Assert.True(PageShape().IsMatch(page), $"docs/codes/{code}.md needs {Shape}. Nothing was written.");
        if (Environment.GetEnvironmentVariable(Update) is { Length: > 0 })
            File.WriteAllText(file, page = Rendered(entry, page));
        Assert.Equal(Rendered(entry, page), page);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_page_explains_and_shows_an_example_of_the_code(string code)
    {
        var page = PageShape().Match(File.ReadAllText(Path.Combine(s_folder, code + ".md")));
        Assert.True(page.Success, $"docs/codes/{code}.md needs {Shape}.");
        Assert.True(page.Groups["means"].Length > 30, "The page doesn't say what the code means.");
        Assert.Contains("```", page.Groups["example"].Value);
    }

    [Fact]
    public void The_index_lists_every_code_with_its_title()
    {
        var file = Path.Combine(s_folder, "README.md");
        var text = File.ReadAllText(file);
        var index = Row().Replace(text, "");
        index += string.Concat(ErrorCodes.All.Select(c => $"| [{c.Code}]({c.Code}.md) | {c.Title} |\n"));
        if (Environment.GetEnvironmentVariable(Update) is { Length: > 0 })
            File.WriteAllText(file, index);
        Assert.Equal(index, File.ReadAllText(file));
    }

    /// <summary>The list at the side of the documentation's site.</summary>
    [Fact]
    public void The_table_of_contents_lists_every_code()
    {
        var file = Path.Combine(s_folder, "toc.yml");
        var contents = "- name: All codes\n  href: README.md\n" + string.Concat(ErrorCodes.All.Select(c => $"- href: {c.Code}.md\n"));
        if (Environment.GetEnvironmentVariable(Update) is { Length: > 0 })
            File.WriteAllText(file, contents);
        Assert.Equal(contents, File.ReadAllText(file));
    }

    [Fact]
    public void Titles_and_remedies_read_well_in_a_line() => Assert.All(ErrorCodes.All, c =>
        {
            Assert.True(char.IsUpper(c.Title[0]) && !c.Title.EndsWith('.'), c.Title);
            Assert.True(!char.IsUpper(c.Remedy[0]) && !c.Remedy.EndsWith('.') && !c.Remedy.Contains('\n', StringComparison.Ordinal), c.Remedy);
        });

    [Fact]
    public void An_error_without_a_remedy_of_its_own_has_the_one_of_its_code()
    {
        Assert.Equal(ErrorCodes.Find("FZ1204")!.Remedy, new FusionizeException("FZ1204", "store", "The store is busy.").Remedy);
        Assert.Equal("wait", new FusionizeException("FZ1204", "store", "The store is busy.", "wait").Remedy);
    }

    private static string Rendered(ErrorCode entry, string page)
    {
        var parts = PageShape().Match(page);
        var text = new StringBuilder(
            $"# {entry.Code}: {entry.Title}\n\n## What it means\n\n{parts.Groups["means"]}\n\n## Example\n\n{parts.Groups["example"]}\n\n## What "
                + $"to do\n\n"
        );
        // The first sentence is the table's. A remedy may hold full stops, in a file's name for example.
        var rest = parts.Groups["todo"].Value;
        var remedy = $"{char.ToUpperInvariant(entry.Remedy[0])}{entry.Remedy[1..]}.";
        if (!rest.StartsWith(remedy, StringComparison.Ordinal))
            rest = remedy + (SentenceEnd().Match(rest) is { Success: true } end ? rest[(end.Index + 1)..] : "");
        return text.Append(rest).Append('\n').ToString();
    }

    private static IEnumerable<string> Declared() =>
        Constants()
            .Select(c => c.Code)
            .Concat(Sources("*.targets").SelectMany(f => InTargets().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)))
            .Distinct();

    private static IEnumerable<(string Class, string Name, string Code)> Constants() =>
        from assembly in Directory.GetFiles(AppContext.BaseDirectory, "Fusionize.*.dll").Where(f => File.Exists(Source(f)))
        from type in Assembly.LoadFrom(assembly).GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where field is { IsLiteral: true } && field.FieldType == typeof(string)
        let code = (string)field.GetRawConstantValue()!
        where Code().IsMatch(code)
        select (type.Name, field.Name, code);

    private static string Source(string assembly)
    {
        var name = Path.GetFileNameWithoutExtension(assembly);
        return Path.Combine(Repository.Root, "src", name, name + ".csproj");
    }

    private static IEnumerable<string> Sources(string pattern) =>
        from project in Directory.GetDirectories(Path.Combine(Repository.Root, "src"))
        from file in Directory.EnumerateFiles(project, pattern, SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(project, file)
        where
            !relative.StartsWith("obj" + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            && !relative.StartsWith("bin" + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        select file;

    [GeneratedRegex(@"\.(?=\s)")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("^FZ1[0-9]{3}$")]
    private static partial Regex Code();

    [GeneratedRegex("Code=\"(FZ1[0-9]{3})\"")]
    private static partial Regex InTargets();

    [GeneratedRegex(@"^\| \[FZ1.*\n", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(
        @"\A# FZ1.*\n\n## What it means\n\n(?<means>[\s\S]+?)\n\n## Example\n\n(?<example>[\s\S]+?)\n\n## What to do\n\n(?<todo>[\s\S]+)\n\z"
    )]
    private static partial Regex PageShape();
}
