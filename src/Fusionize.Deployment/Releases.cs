using System.Collections.Immutable;
using Fusionize.Aws.ApiGatewayV2;
using Fusionize.Aws.Lambda;
using Fusionize.Setups;
using Fusionize.Setups.Http;

namespace Fusionize.Deployment;

/// <summary>The present state of an application's function on the platform.</summary>
/// <param name="Aliases">Name → alias.</param>
public sealed record DeployedFunction(string Name, ImmutableSortedDictionary<string, AliasConfiguration> Aliases)
{
    public AliasConfiguration? Live => Aliases.GetValueOrDefault(Deployment.Aliases.Live);
}

/// <summary>The present state of a release on the platform.</summary>
/// <param name="Alias">Its alias.</param>
/// <param name="Functions">Function → version.</param>
/// <param name="LiveOn">The functions whose live traffic it gets.</param>
/// <param name="EntryFunctions">Functions that clients invoke.</param>
public sealed record DeployedRelease(
    string Alias,
    string SetupId,
    string Notation,
    ImmutableSortedDictionary<string, string> Functions,
    ImmutableArray<string> LiveOn,
    ImmutableArray<string> EntryFunctions
)
{
    /// <summary>The highest version number of its functions. On shared functions, newer releases have higher numbers.</summary>
    public long Newest => Functions.Values.Max(v => long.TryParse(v, out var number) ? number : 0);
}

/// <summary>Lists the releases on the platform, and moves live traffic between them.</summary>
/// <param name="lambda">The platform.</param>
/// <param name="httpApis">The HTTP APIs, whose routes follow live traffic; null: they stay as they are.</param>
public sealed class Releases(AmazonLambdaClient lambda, AmazonApiGatewayV2Client? httpApis = null)
{
    private const string EntryMark = "entry; ";
    private const string InnerMark = "inner; ";

    private readonly AliasMover _aliases = new(lambda);
    private readonly HttpApiDeployer? _httpApis = httpApis is null ? null : new(httpApis, lambda);

    /// <summary>All releases of an application: first those with live traffic, then the others from new to old.</summary>
    public async Task<IReadOnlyList<DeployedRelease>> ListAsync(string app, CancellationToken cancellation = default) =>
        From(await FunctionsAsync(app, cancellation));

    /// <summary>Moves live traffic to a release on the platform, given as a setup's id (its newest release) or a release's alias.</summary>
    public async Task<DeployedRelease> PromoteAsync(string app, string setupOrRelease, CancellationToken cancellation = default)
    {
        var all = await ListAsync(app, cancellation);
        var release = all.FirstOrDefault(r => r.Alias == setupOrRelease)
            ?? all.Where(r => r.SetupId == setupOrRelease).MaxBy(r => r.Newest)
            ?? throw new FusionizeException(DeployCodes.NoSuchSetup, null, $"No release of '{app}' is '{setupOrRelease}'.");
        await MoveAsync(app, release, cancellation);
        return release;
    }

    /// <summary>Moves live traffic back to the previous release.</summary>
    public async Task<DeployedRelease> RollBackAsync(string app, CancellationToken cancellation = default)
    {
        var functions = await FunctionsAsync(app, cancellation);
        if (await TakeSharesBackAsync(functions, cancellation) is { } stayed)
            return stayed;
        // An interrupted move leaves some functions on the new release. The newest note has the previous release of all of them.
        var previous = functions
            .Select(f => f.Live)
            .OfType<AliasConfiguration>()
            .Where(a => LiveNote.Of(a).Previous is not null)
            .OrderByDescending(a => long.TryParse(a.FunctionVersion, out var version) ? version : 0)
            .Select(a => LiveNote.Of(a).Previous)
            .FirstOrDefault();
        var release = From(functions).FirstOrDefault(r => r.Alias == previous)
            ?? throw new FusionizeException(
                DeployCodes.NoSuchSetup,
                null,
                previous is null
                    ? $"'{app}' has no release before the live one."
                    : $"The release before, '{previous}', isn't on the platform any more."
            );
        await MoveAsync(app, release, cancellation);
        return release;
    }

    /// <summary>While a new release has only a share of the traffic, a rollback removes that share.</summary>
    private async Task<DeployedRelease?> TakeSharesBackAsync(IReadOnlyList<DeployedFunction> functions, CancellationToken cancellation)
    {
        var shared = functions.Where(f => f.Live?.RoutingConfig?.AdditionalVersionWeights is { Count: > 0 }).ToArray();
        foreach (var function in shared)
            await _aliases.MoveAsync(function.Name, Aliases.Live, function.Live!.FunctionVersion!, alias => alias?.Description ?? "", cancellation);
        return shared.Length == 0
            ? null
            : From(functions).FirstOrDefault(r => r.Functions.GetValueOrDefault(shared[0].Name) == shared[0].Live!.FunctionVersion);
    }

    internal async Task<IReadOnlyList<DeployedFunction>> FunctionsAsync(string app, CancellationToken cancellation)
    {
        var found = new List<DeployedFunction>();
        foreach (var name in await new Deployer(lambda).FunctionsOfAsync(app, cancellation))
        {
            var aliases = await Calls.RunAsync(
                name,
                "ListAliases",
                async () => await lambda.AliasesAsync(name, cancellation).ToListAsync(cancellation),
                cancellation
            );
            found.Add(new(name, aliases.ToImmutableSortedDictionary(a => a.Name!, a => a, StringComparer.Ordinal)));
        }
        return found;
    }

    internal static IReadOnlyList<DeployedRelease> From(IReadOnlyList<DeployedFunction> functions)
    {
        var releases =
            from function in functions
            from alias in function.Aliases.Values
            where Aliases.IsRelease(alias.Name!)
            group (function, alias) by alias.Name! into release
            let notation = release.Select(r => Notation(r.alias.Description)).FirstOrDefault(n => n is not null) ?? ""
            select new DeployedRelease(
                release.Key,
                Aliases.SetupOf(release.Key)!,
                notation,
                release.ToImmutableSortedDictionary(r => r.function.Name, r => r.alias.FunctionVersion!, StringComparer.Ordinal),
                [.. release.Where(r => r.function.Live?.FunctionVersion == r.alias.FunctionVersion).Select(r => r.function.Name)],
                [.. release.Where(r => r.alias.Description?.StartsWith(EntryMark, StringComparison.Ordinal) == true).Select(r => r.function.Name)]
            );
        return [.. releases.OrderByDescending(r => r.LiveOn.Length > 0).ThenByDescending(r => r.Newest).ThenBy(r => r.Alias, StringComparer.Ordinal)];
    }

    private async Task MoveAsync(string app, DeployedRelease release, CancellationToken cancellation)
    {
        if (release.EntryFunctions.IsEmpty)
            throw new FusionizeException(DeployCodes.NoSuchSetup, null, $"Release '{release.Alias}' has no function that clients invoke.");
        var plan = await PlanHttpApiAsync(app, release, cancellation);
        var api = plan is null ? null : _httpApis!.Begin(plan);
        foreach (var function in release.EntryFunctions.OrderByDescending(f => plan?.TakesOver(f) == true).ThenBy(f => f, StringComparer.Ordinal))
        {
            await _aliases.MoveAsync(
                function,
                Aliases.Live,
                release.Functions[function],
                alias => LiveNote.Of(alias).Then(release.Alias).Text,
                cancellation
            );
            if (api is not null)
                await api.PointAsync(function, cancellation);
        }
        if (api is not null)
            await api.EndAsync(cancellation);
    }

    /// <summary>The routes of the release are in the configuration of its functions. Null if there is no API to change.</summary>
    private async Task<HttpApiPlan?> PlanHttpApiAsync(string app, DeployedRelease release, CancellationToken cancellation)
    {
        if (_httpApis is null || !(await new Deployer(lambda).ConfigurationsOfAsync(app, cancellation)).Any(Deployer.HasRoutes))
            return null;
        var routes = new List<TaskRoute>();
        foreach (var function in release.EntryFunctions)
        {
            var configuration = await Calls.RunAsync(
                function,
                "GetFunctionConfiguration",
                () =>
                    lambda.GetFunctionConfigurationAsync(
                        new() { FunctionName = function, Qualifier = release.Functions[function] },
                        cancellation
                    ),
                cancellation
            );
            routes.AddRange(FunctionRoutes.Read(function, configuration.Environment?.Variables?.GetValueOrDefault(FunctionRoutes.Variable)));
        }
        var live = (await FunctionsAsync(app, cancellation)).Where(f => f.Live is not null).Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        return await _httpApis.PlanAsync(app, routes, live, cancellation);
    }

    private static string? Notation(string? description) =>
        description is null ? null
        : description.StartsWith(EntryMark, StringComparison.Ordinal) ? description[EntryMark.Length..]
        : description.StartsWith(InnerMark, StringComparison.Ordinal) ? description[InnerMark.Length..]
        : null;
}
