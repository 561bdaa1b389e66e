using Fusionize.Aws.Lambda;

namespace Fusionize.Deployment;

/// <summary>The content of a live alias's description: the release that it serves, and the previous one for a rollback.</summary>
internal sealed record LiveNote(string? Release, string? Previous)
{
    private const string Arrow = " <- ";

    public static LiveNote Of(AliasConfiguration? live)
    {
        var parts = (live?.Description ?? "").Split(Arrow, 2);
        return new(Release(parts[0]), parts.Length == 2 ? Release(parts[1]) : null);

        static string? Release(string text) => Aliases.IsRelease(text) ? text : null;
    }

    public bool IsCurrent(string release) => Release == release;

    public LiveNote Then(string release) => release == Release ? this : new(release, Release);

    public string Text => Previous is null ? Release ?? "" : Release + Arrow + Previous;
}
