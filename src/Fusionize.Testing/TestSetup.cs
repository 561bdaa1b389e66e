using System.Text;
using Fusionize.Setups;
using Fusionize.Testing.Groups;

namespace Fusionize.Testing;

/// <summary>
/// The fusion setup under which a test runs an application: which tasks share a function. It can also be given as text, for example in a test's data:
/// <c>all separate</c>, <c>all in one</c>, <c>random 7</c>, <c>(A,B)-(C)-…</c>, or the path of a setup's JSON file.
/// </summary>
public sealed class TestSetup
{
    private readonly string _text;
    private readonly Func<string, AppFiles, FusionSetup> _resolve;

    private TestSetup(string text, Func<string, AppFiles, FusionSetup> resolve) => (_text, _resolve) = (text, resolve);

    /// <summary>Every task is a function of its own, so every call is remote.</summary>
    public static TestSetup AllSeparate { get; } = new("all separate", static (_, app) => FusionSetup.OnePerTask(app.Read().Model));

    /// <summary>One function holds all tasks, so every call is local.</summary>
    public static TestSetup AllInOne { get; } = new("all in one", static (_, app) => FusionSetup.AllInOne(app.Read().Model));

    /// <summary>
    /// A setup in notation: <c>(A,B)-(C)</c>, the root of each group first. A <c>-…</c> or <c>-...</c> at the end means all other tasks, each in a
    /// group of its own.
    /// </summary>
    public static TestSetup Of(string notation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(notation);
        return new(notation, static (text, app) => FusionSetup.ParseNotation(text, app.Read().Model));
    }

    /// <summary>A setup in the JSON format of setup files.</summary>
    public static TestSetup FromJson(string json) => FromJson(json, "the setup");

    /// <summary>A setup from a JSON file.</summary>
    public static TestSetup FromFile(string path) => FromJson(File.ReadAllText(path), path);

    /// <summary>
    /// A random grouping. It has copies of tasks in several groups, and remote asynchronous calls of tasks that are in the caller's group. The same
    /// application and seed result in the same setup.
    /// </summary>
    public static TestSetup Random(int seed) => new($"random {seed}", (_, app) => RandomSetup.Create(app.Read().Model, seed));

    /// <summary>Random setups with the seeds <paramref name="seed"/>, <paramref name="seed"/> + 1, ….</summary>
    public static IEnumerable<TestSetup> Randoms(int count, int seed) => Enumerable.Range(seed, count).Select(Random);

    /// <summary>Reads one of the texts.</summary>
    public static TestSetup Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return text switch
        {
            "all separate" => AllSeparate,
            "all in one" => AllInOne,
            _ when text.StartsWith("random ", StringComparison.Ordinal) && int.TryParse(text.AsSpan(7), out var seed) => Random(seed),
            _ when text.TrimStart().StartsWith('(') => Of(text),
            _ when text.EndsWith(".json", StringComparison.OrdinalIgnoreCase) => FromFile(text),
            _ => throw new FormatException(
                $"'{text}' is no setup: it is one of 'all separate', 'all in one', 'random <seed>', a notation such as '(A,B)-(C)', "
                    + $"or the path of a .json file."
            ),
        };
    }

    /// <summary>Reads one of the texts.</summary>
    public static implicit operator TestSetup(string text) => Parse(text);

    /// <summary>The text.</summary>
    public override string ToString() => _text;

    internal FusionSetup Resolve(AppFiles app) => _resolve(_text, app);

    // The setup gets the name of the application that the test chose by its assembly.
    private static TestSetup FromJson(string json, string file) => new(file, (_, app) =>
        {
            var setup = FusionSetup.Parse(Encoding.UTF8.GetBytes(json), file);
            var model = app.Read(setup.App).Model;
            setup.Validate(model, file);
            return setup.InOrderOf(model);
        });
}
