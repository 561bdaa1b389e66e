using Fusionize.Aws.Lambda;
using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>Creates or moves aliases, by compare-and-swap on their revision.</summary>
internal sealed class AliasMover(AmazonLambdaClient lambda)
{
    private const int Attempts = 8;

    public async Task<AliasConfiguration?> FindAsync(string function, string alias, CancellationToken cancellation)
    {
        try
        {
            return await Calls.RunAsync(
                function,
                "GetAlias",
                () => lambda.GetAliasAsync(new() { FunctionName = function, Name = alias }, cancellation),
                cancellation
            );
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Points an alias to a version. <paramref name="note"/> returns its new description, given the old alias. Returns the old alias.
    /// </summary>
    /// <param name="mayMove">Whether the alias may be moved from its present version; null: from any version.</param>
    public async Task<AliasConfiguration?> MoveAsync(
        string function,
        string alias,
        string version,
        Func<AliasConfiguration?, string> note,
        CancellationToken cancellation,
        IReadOnlyDictionary<string, double>? weights = null,
        Func<AliasConfiguration?, bool>? mayMove = null
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var old = await FindAsync(function, alias, cancellation);
            if (mayMove?.Invoke(old) == false)
                throw new FusionizeException(
                    DeployCodes.Contended,
                    function,
                    $"Something else has moved the alias '{alias}' since this deployment began: {Describe(old)}. This deployment leaves it there.",
                    "run this again if this release is to be live"
                )
                {
                    Place = "GetAlias",
                };
            var routing = new AliasRoutingConfiguration { AdditionalVersionWeights = weights?.ToDictionary() ?? [] };
            try
            {
                if (old is null)
                {
                    await Calls.RunAsync(
                        function,
                        "CreateAlias",
                        () =>
                            lambda.CreateAliasAsync(
                                new()
                                {
                                    FunctionName = function,
                                    Name = alias,
                                    FunctionVersion = version,
                                    Description = note(null),
                                    RoutingConfig = weights is null ? null : routing,
                                },
                                cancellation
                            ),
                        cancellation
                    );
                }
                else if (!IsThere(old, version, note(old), routing.AdditionalVersionWeights))
                {
                    await Calls.RunAsync(
                        function,
                        "UpdateAlias",
                        () =>
                            lambda.UpdateAliasAsync(
                                new()
                                {
                                    FunctionName = function,
                                    Name = alias,
                                    FunctionVersion = version,
                                    Description = note(old),
                                    RoutingConfig = routing,
                                    RevisionId = old.RevisionId,
                                },
                                cancellation
                            ),
                        cancellation
                    );
                }
                return old;
            }
            catch (Exception e) when (e is ResourceConflictException or PreconditionFailedException)
            {
                if (attempt == Attempts)
                    throw new FusionizeException(
                        DeployCodes.Contended,
                        function,
                        $"Something else keeps moving the alias '{alias}': {e.Message}",
                        inner: e
                    )
                    {
                        Place = "UpdateAlias",
                    };
            }
            catch (ResourceNotFoundException e)
            {
                throw new FusionizeException(DeployCodes.NoSuchSetup, function, e.Message, inner: e) { Place = "UpdateAlias" };
            }
        }
    }

    private static string Describe(AliasConfiguration? alias)
    {
        if (alias is null)
            return "it is gone";
        var others = (alias.RoutingConfig?.AdditionalVersionWeights ?? []).Select(w => $", with {w.Value:P0} to version {w.Key}");
        return $"it is at version {alias.FunctionVersion}{string.Concat(others)}";
    }

    private static bool IsThere(AliasConfiguration alias, string version, string description, Dictionary<string, double> weights)
    {
        var actual = alias.RoutingConfig?.AdditionalVersionWeights ?? [];
        return alias.FunctionVersion == version
            && alias.Description == description
            && actual.Count == weights.Count
            && weights.All(w => actual.TryGetValue(w.Key, out var weight) && Math.Abs(weight - w.Value) < 1e-9);
    }
}
