namespace Fusionize.Tests.Infrastructure;

/// <summary>
/// The published measurements of the prototype. They have no licence and are therefore not part of the repository: tests that need them
/// find them in <c>../shared/traces</c> beside it, or where FUSIONIZE_TRACES says.
/// </summary>
internal static class PublishedTraces
{
    private static readonly Lazy<string?> Found = new(Find);

    public static string? Folder => Found.Value;

    public static string Records(string series) => Path.Combine(Folder!, series + ".jsonl.gz");

    public static string Setups(string series) => Path.Combine(Folder!, series + ".setups.json");

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FUSIONIZE_TRACES") is { Length: > 0 } told)
            return Directory.Exists(told) ? told : null;
        var traces = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "traces"));
        return Directory.Exists(traces) ? traces : null;
    }
}

/// <summary>A test on the published measurements; where they are missing, it says so and is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryIfTracesAttribute : TheoryAttribute
{
    public TheoryIfTracesAttribute()
    {
        if (PublishedTraces.Folder is null)
            Skip = "The published traces are neither in ../shared/traces nor where FUSIONIZE_TRACES says.";
    }
}
