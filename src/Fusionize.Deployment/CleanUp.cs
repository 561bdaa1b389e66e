using System.Collections.Immutable;
using Fusionize.Aws.Lambda;

namespace Fusionize.Deployment;

/// <summary>Removes releases beyond the newest few, and versions without an alias: no request can reach them any more.</summary>
public sealed class CleanUp(AmazonLambdaClient lambda)
{
    private readonly Releases _releases = new(lambda);

    /// <param name="app">The application.</param>
    /// <param name="keep">How many releases to keep in addition to those that have live traffic or would have it after a rollback.</param>
    /// <param name="deleteFunctions">Whether to delete functions without any remaining release.</param>
    /// <param name="progress">Receives every removal.</param>
    /// <param name="cancellation">Stops between two removals. The next run continues.</param>
    /// <returns>Releases that were removed.</returns>
    public async Task<ImmutableArray<string>> RunAsync(
        string app,
        int keep,
        bool deleteFunctions = false,
        IProgress<DeployStep>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        var functions = await _releases.FunctionsAsync(app, cancellation);
        var stays = Staying(functions, keep);
        var removed = ImmutableArray.CreateBuilder<string>();
        var done = 0;
        foreach (var function in functions)
        {
            var kept = function.Aliases.Values.Where(a => Stays(a, stays)).ToArray();
            if (kept.Length == 0 && deleteFunctions)
            {
                await Ignoring404Async(
                    function.Name,
                    "DeleteFunction",
                    () => lambda.DeleteFunctionAsync(new() { FunctionName = function.Name }, cancellation),
                    cancellation
                );
                removed.AddRange(function.Aliases.Keys.Where(Aliases.IsRelease));
                progress?.Report(new(DeployPhase.CleanUp, function.Name, "deleted", ++done, functions.Count));
                continue;
            }
            // Aliases first, because a version with an alias can't be deleted.
            foreach (var alias in function.Aliases.Values.Except(kept))
            {
                await Ignoring404Async(
                    function.Name,
                    "DeleteAlias",
                    () => lambda.DeleteAliasAsync(new() { FunctionName = function.Name, Name = alias.Name }, cancellation),
                    cancellation
                );
                if (Aliases.IsRelease(alias.Name!))
                    removed.Add(alias.Name!);
            }
            var versions = await DeleteVersionsAsync(function.Name, kept, cancellation);
            progress?.Report(new(DeployPhase.CleanUp, function.Name, $"{versions} version(s) removed", ++done, functions.Count));
        }
        return [.. removed.Distinct().Order(StringComparer.Ordinal)];
    }

    private async Task<int> DeleteVersionsAsync(string function, AliasConfiguration[] kept, CancellationToken cancellation)
    {
        var named = kept.SelectMany(a => (a.RoutingConfig?.AdditionalVersionWeights?.Keys ?? Enumerable.Empty<string>()).Append(a.FunctionVersion!))
            .ToHashSet(StringComparer.Ordinal);
        // The newest version may belong to another deployment that has just published it and hasn't set its alias yet.
        var versions = await Calls.RunAsync(
            function,
            "ListVersionsByFunction",
            async () =>
                await lambda
                    .VersionsAsync(function, cancellation)
                    .Select(v => v.Version!)
                    .Where(v => long.TryParse(v, out _))
                    .OrderBy(long.Parse)
                    .ToListAsync(cancellation),
            cancellation
        );
        var deleted = 0;
        foreach (var version in versions.SkipLast(1).Where(v => !named.Contains(v)))
        {
            await Ignoring404Async(
                function,
                "DeleteFunction",
                () => lambda.DeleteFunctionAsync(new() { FunctionName = function, Qualifier = version }, cancellation),
                cancellation
            );
            deleted++;
        }
        return deleted;
    }

    private static HashSet<string> Staying(IReadOnlyList<DeployedFunction> functions, int keep)
    {
        var stays = new HashSet<string>(StringComparer.Ordinal);
        var releases = Releases.From(functions);
        foreach (var release in releases.Where(r => r.LiveOn.Length > 0))
            stays.Add(release.Alias);
        foreach (var live in functions.Select(f => f.Live).OfType<AliasConfiguration>())
        {
            // During a cut-over, both versions of a weighted alias serve requests.
            foreach (
                var release in releases.Where(r => live.RoutingConfig?.AdditionalVersionWeights?.Keys.Any(v => r.Functions.ContainsValue(v)) == true)
            )
                stays.Add(release.Alias);
            if (LiveNote.Of(live).Previous is { } previous)
                stays.Add(previous);
        }
        foreach (var release in releases.Where(r => !stays.Contains(r.Alias)).OrderByDescending(r => r.Newest).Take(keep).ToArray())
            stays.Add(release.Alias);
        return stays;
    }

    // A setup's alias stays as long as its release. Aliases that aren't ours always stay.
    private static bool Stays(AliasConfiguration alias, HashSet<string> stays) =>
        Aliases.SetupOf(alias.Name!) is not { } setup
        || (
            Aliases.IsRelease(alias.Name!)
                ? stays.Contains(alias.Name!)
                : stays.Any(r => Aliases.SetupOf(r) == setup && r == (alias.Description ?? r))
        );

    private static async Task Ignoring404Async<T>(string function, string call, Func<Task<T>> action, CancellationToken cancellation)
    {
        try
        {
            await Calls.RunAsync(function, call, action, cancellation);
        }
        catch (ResourceNotFoundException)
        {
            // An earlier run has already done this.
        }
    }
}
