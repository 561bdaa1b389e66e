using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>
/// The aliases that a deployment sets on every function. Calls between functions use a release's alias, which never moves, so a request stays in the
/// release in which it started. <c>setup-ID</c> is the newest release of a setup. <c>live</c>, on functions of entry tasks, is the release that
/// clients use.
/// </summary>
public static class Aliases
{
    public const string Live = "live";

    private const string Prefix = "setup-";

    public static string Setup(string setupId) => Prefix + setupId;

    /// <param name="setupId">The setup.</param>
    /// <param name="fingerprint">A hash of the code and configuration of all its functions.</param>
    public static string Release(string setupId, string fingerprint) => $"{Prefix}{setupId}-{fingerprint}";

    /// <summary>The setup's id if the alias belongs to a setup or a release.</summary>
    public static string? SetupOf(string alias)
    {
        if (!alias.StartsWith(Prefix, StringComparison.Ordinal) || alias.Length < Prefix.Length + FusionSetup.IdLength)
            return null;
        var id = alias.Substring(Prefix.Length, FusionSetup.IdLength);
        var rest = alias.AsSpan(Prefix.Length + FusionSetup.IdLength);
        return SetupNames.IsSetupId(id) && (rest.IsEmpty || rest[0] == '-') ? id : null;
    }

    /// <summary>Whether the alias belongs to a release.</summary>
    public static bool IsRelease(string alias) => SetupOf(alias) is { } id && alias.Length > Prefix.Length + id.Length;
}
