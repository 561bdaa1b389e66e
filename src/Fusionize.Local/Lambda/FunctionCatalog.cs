using System.Collections.Immutable;
using Fusionize.Local.Execution;
using Fusionize.Local.Functions;
using Fusionize.Local.Network;
using Fusionize.Local.Packages;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Lambda;

/// <summary>The functions on the platform.</summary>
internal sealed class FunctionCatalog(string region, PackageStore packages, ExecutionServices services, Draws draws)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Function> _functions = new(StringComparer.Ordinal);

    public string Region => region;

    public int MaxConcurrency => services.Settings.MaxConcurrency;

    public T Read<T>(Func<IReadOnlyDictionary<string, Function>, T> read)
    {
        lock (_gate)
            return read(_functions);
    }

    public T Change<T>(string name, Func<Function, T> change)
    {
        lock (_gate)
            return change(Find(name));
    }

    private Function Find(string name, string? qualifier = null) =>
        _functions.GetValueOrDefault(name) ?? throw LambdaError.FunctionNotFound(FunctionName.Arn(Region, name, qualifier));

    /// <summary>Reserves a part of the account's concurrency for a function.</summary>
    public void Reserve(string name, int reserved)
    {
        lock (_gate)
        {
            var function = Find(name);
            var others = _functions.Values.Where(f => f != function).Sum(f => f.Concurrency.Reserved ?? 0);
            if (reserved > MaxConcurrency - others)
                throw LambdaError.InvalidParameter(
                    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum "
                        + "value of [0]."
                );
            function.Concurrency.Reserved = reserved;
        }
    }

    /// <summary>The version for a name and a qualifier. An alias with weights chooses one at random.</summary>
    public FunctionVersion Resolve(FunctionName function, bool draw = false)
    {
        lock (_gate)
        {
            var found = Find(function.Name, function.Qualifier);
            if (function.Qualifier is not { } qualifier)
                return found.Latest;
            if (found.Aliases.TryGetValue(qualifier, out var alias))
                qualifier = draw && alias.Weights.Count > 0 ? Draw(found.Name, alias) : alias.Version;
            return found.FindVersion(qualifier) ?? throw LambdaError.FunctionNotFound(FunctionName.Arn(Region, function.Name, function.Qualifier));
        }
    }

    /// <summary>Throws if a qualifier is neither a version nor an alias.</summary>
    public void CheckQualifier(Function function, string? qualifier)
    {
        if (qualifier is not null && !function.Aliases.ContainsKey(qualifier) && function.FindVersion(qualifier) is null)
            throw LambdaError.FunctionNotFound(FunctionName.Arn(Region, function.Name, qualifier));
    }

    private string Draw(string function, FunctionAlias alias)
    {
        var at = draws.Uniform($"alias {function}:{alias.Name}");
        foreach (var (version, weight) in alias.Weights)
        {
            if ((at -= weight) < 0)
                return version;
        }
        return alias.Version;
    }

    public FunctionVersion Create(FunctionConfiguration configuration, byte[] zip, IReadOnlyDictionary<string, string>? tags, bool publish)
    {
        // Checked before the package is read, so that a taken name is reported early.
        lock (_gate)
            RefuseExisting(configuration.Name);
        var package = packages.Add(zip);
        configuration = configuration with { CodeSha256 = package.Sha256, CodeSize = package.Size };
        lock (_gate)
        {
            RefuseExisting(configuration.Name);
            var function = new Function(new(configuration, Function.LatestVersion, package, new FunctionConcurrency(), services));
            foreach (var (key, value) in tags ?? ImmutableDictionary<string, string>.Empty)
                function.Tags[key] = value;
            _functions.Add(configuration.Name, function);
            return publish ? Publish(function, null) : function.Latest;
        }
    }

    private void RefuseExisting(string name)
    {
        if (_functions.ContainsKey(name))
            throw LambdaError.Conflict("Function already exist: " + name);
    }

    public FunctionVersion UpdateCode(string name, byte[] zip, string? architecture, string? revision, bool publish, bool dryRun)
    {
        lock (_gate)
            CheckRevision(Find(name).Latest.Configuration.RevisionId, revision);
        var package = packages.Add(zip);
        lock (_gate)
        {
            var function = Find(name);
            var old = function.Latest.Configuration;
            CheckRevision(old.RevisionId, revision);
            var changed = Touch(old) with { CodeSha256 = package.Sha256, CodeSize = package.Size, Architecture = architecture ?? old.Architecture };
            if (dryRun)
                return new(changed, Function.LatestVersion, package, function.Concurrency, services);
            ReplaceLatest(function, changed, package);
            return publish ? Publish(function, null) : function.Latest;
        }
    }

    public FunctionVersion UpdateConfiguration(string name, string? revision, Func<FunctionConfiguration, FunctionConfiguration> change)
    {
        lock (_gate)
        {
            var function = Find(name);
            CheckRevision(function.Latest.Configuration.RevisionId, revision);
            ReplaceLatest(function, Touch(change(function.Latest.Configuration)), function.Latest.Package);
            return function.Latest;
        }
    }

    private static FunctionConfiguration Touch(FunctionConfiguration configuration) =>
        configuration with
        {
            LastModified = DateTimeOffset.UtcNow,
            RevisionId = Guid.NewGuid().ToString(),
        };

    private void ReplaceLatest(Function function, FunctionConfiguration configuration, Package package)
    {
        var old = function.Latest;
        if (old.Configuration.RunsLike(configuration))
        {
            function.Latest = old.With(configuration); // the change doesn't affect its execution, so its instances stay warm
            return;
        }
        function.Latest = new(configuration, Function.LatestVersion, package, function.Concurrency, services);
        old.Pool.Retire();
    }

    public FunctionVersion Publish(string name, string? codeSha256, string? revision, string? description)
    {
        lock (_gate)
        {
            var function = Find(name);
            CheckRevision(function.Latest.Configuration.RevisionId, revision);
            if (codeSha256 is not null && codeSha256 != function.Latest.Configuration.CodeSha256)
                throw LambdaError.InvalidParameter(
                    $"CodeSHA256 ({codeSha256}) is different from current CodeSHA256 in $LATEST ({function.Latest.Configuration.CodeSha256}). "
                        + $"Please try again with the CodeSHA256 in $LATEST."
                );
            return Publish(function, description);
        }
    }

    /// <summary>Lambda publishes no new version if nothing has changed since the last one.</summary>
    private FunctionVersion Publish(Function function, string? description)
    {
        var latest = function.Latest.Configuration;
        if (function.Published.GetValueOrDefault(function.LastVersion) is { } last && last.Configuration.RunsLike(latest))
            return last;
        var number = ++function.LastVersion;
        var configuration = latest with { Description = description ?? latest.Description, RevisionId = Guid.NewGuid().ToString() };
        return function.Published[number] = new(configuration, number.ToString(), function.Latest.Package, function.Concurrency, services);
    }

    public void Delete(FunctionName name)
    {
        lock (_gate)
        {
            var function = Find(name.Name, name.Qualifier);
            if (name.Qualifier is not { } qualifier)
            {
                _functions.Remove(name.Name);
                foreach (var version in function.AllVersions)
                    version.Pool.Retire();
                return;
            }
            if (qualifier == Function.LatestVersion)
                throw LambdaError.InvalidParameter("$LATEST version cannot be deleted without deleting the function.");
            if (!int.TryParse(qualifier, out var number) || !function.Published.TryGetValue(number, out var published))
                throw LambdaError.FunctionNotFound(FunctionName.Arn(Region, name.Name, qualifier));
            if (function.Aliases.Values.FirstOrDefault(a => a.Version == qualifier || a.Weights.ContainsKey(qualifier)) is { } user)
                throw LambdaError.Conflict($"Function version {number} is referenced by alias {user.Name}");
            function.Published.Remove(number);
            published.Pool.Retire();
        }
    }

    public FunctionAlias PutAlias(
        string functionName,
        string alias,
        bool create,
        string? version,
        string? description,
        IReadOnlyDictionary<string, double>? weights,
        string? revision
    )
    {
        lock (_gate)
        {
            var function = Find(functionName);
            var old = function.Aliases.GetValueOrDefault(alias);
            if (create && old is not null)
                throw LambdaError.Conflict($"Alias already exists: {FunctionName.Arn(Region, functionName, alias)}");
            if (!create && old is null)
                throw AliasNotFound(functionName, alias);
            CheckRevision(old?.RevisionId, revision);
            version ??= old?.Version ?? throw LambdaError.Validation("FunctionVersion is required.");
            foreach (var used in (weights?.Keys ?? []).Append(version))
            {
                if (function.FindVersion(used) is null)
                    throw LambdaError.FunctionNotFound(FunctionName.Arn(Region, functionName, used));
            }
            var kept = weights is null
                ? old?.Weights ?? ImmutableSortedDictionary<string, double>.Empty
                : weights.ToImmutableSortedDictionary(StringComparer.Ordinal);
            CheckWeights(version, kept);
            return function.Aliases[alias] = new(alias, version, description ?? old?.Description ?? "", kept, Guid.NewGuid().ToString());
        }
    }

    private static void CheckWeights(string version, ImmutableSortedDictionary<string, double> weights)
    {
        if (weights.Count == 0)
            return;
        if (weights.Count > 1)
            throw LambdaError.InvalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");
        if (version == Function.LatestVersion || weights.ContainsKey(Function.LatestVersion))
            throw LambdaError.InvalidParameter("$LATEST is not supported for an alias pointing to more than 1 version");
        if (weights.ContainsKey(version))
            throw LambdaError.InvalidParameter(
                $"Invalid function version {version}. Function version {version} is already included in routing configuration."
            );
        if (weights.Values.Any(w => w is < 0 or > 1))
            throw LambdaError.Validation(
                "Value at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: weights lie between 0.0 and 1.0"
            );
    }

    public FunctionAlias GetAlias(string functionName, string alias)
    {
        lock (_gate)
            return Find(functionName).Aliases.GetValueOrDefault(alias) ?? throw AliasNotFound(functionName, alias);
    }

    public void DeleteAlias(string functionName, string alias)
    {
        lock (_gate)
            Find(functionName).Aliases.Remove(alias); // not an error if there is no such alias, as on Lambda
    }

    private LambdaError AliasNotFound(string functionName, string alias) =>
        LambdaError.NotFound("Cannot find alias arn: " + FunctionName.Arn(Region, functionName, alias));

    private static void CheckRevision(string? current, string? expected)
    {
        if (expected is not null && current is not null && expected != current)
            throw LambdaError.PreconditionFailed();
    }
}
