using System.Security.Cryptography;
using Fusionize.Aws.Lambda;
using Fusionize.Setups;
using Environment = Fusionize.Aws.Lambda.Environment;

namespace Fusionize.Deployment;

/// <summary>
/// Makes every function of an application start cold, for measurements: publishes the live release again under a new name. New versions have no
/// instances. The functions of a release call each other by its name, so no call reaches an old warm instance.
/// </summary>
public sealed class ColdStarter(AmazonLambdaClient lambda, TimeProvider? time = null)
{
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly AliasMover _aliases = new(lambda);

    /// <returns>The new release.</returns>
    public async Task<string> RunAsync(string app, IProgress<DeployStep>? progress = null, CancellationToken cancellation = default)
    {
        var functions = await new Releases(lambda).FunctionsAsync(app, cancellation);
        var live = Releases.From(functions).FirstOrDefault(r => r.LiveOn.Length > 0)
            ?? throw new FusionizeException(DeployCodes.NoSuchSetup, null, $"'{app}' has no release with live traffic.");
        var fresh = Aliases.Release(live.SetupId, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)));
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, version) in live.Functions)
        {
            var description = functions.Single(f => f.Name == name).Aliases[live.Alias].Description;
            versions[name] = await RepublishAsync(name, version, fresh, description, cancellation);
            progress?.Report(new(DeployPhase.Functions, name, $"version {version} again as {versions[name]}", versions.Count, live.Functions.Count));
        }
        foreach (var (name, version) in versions)
            await _aliases.MoveAsync(name, Aliases.Setup(live.SetupId), version, _ => fresh, cancellation);
        foreach (var name in live.EntryFunctions)
            await _aliases.MoveAsync(name, Aliases.Live, versions[name], alias => LiveNote.Of(alias).Then(fresh).Text, cancellation);
        return fresh;
    }

    private async Task<string> RepublishAsync(string function, string version, string release, string? description, CancellationToken cancellation)
    {
        var old = await GetAsync(function, version, cancellation);
        var latest = await GetAsync(function, null, cancellation);
        if (latest.CodeSha256 != old.CodeSha256)
            throw new FusionizeException(
                DeployCodes.Contended,
                function,
                "The function's unpublished code isn't the live one: another deployment is running, or was interrupted.",
                "deploy again"
            );
        var variables = new Dictionary<string, string>(old.Environment?.Variables ?? [], StringComparer.Ordinal)
        {
            [DesiredFunction.QualifierVariable] = release,
        };
        try
        {
            latest = await Calls.RunAsync<FunctionConfiguration>(
                function,
                "UpdateFunctionConfiguration",
                async () =>
                    await lambda.UpdateFunctionConfigurationAsync(
                        new()
                        {
                            FunctionName = function,
                            MemorySize = old.MemorySize,
                            Timeout = old.Timeout,
                            Handler = old.Handler,
                            Runtime = old.Runtime,
                            Role = old.Role,
                            Description = old.Description,
                            Environment = new Environment { Variables = variables },
                            RevisionId = latest.RevisionId,
                        },
                        cancellation
                    ),
                cancellation
            );
            var start = _time.GetTimestamp();
            while (!latest.IsReady())
            {
                if (latest.HasFailed() || _time.GetElapsedTime(start) > ReadyPatience)
                    throw new FusionizeException(
                        DeployCodes.NotReady,
                        function,
                        latest.LastUpdateStatusReason ?? latest.StateReason ?? "The function doesn't become ready."
                    );
                await Task.Delay(TimeSpan.FromMilliseconds(250), _time, cancellation);
                latest = await GetAsync(function, null, cancellation);
            }
            var published = await Calls.RunAsync(
                function,
                "PublishVersion",
                () =>
                    lambda.PublishVersionAsync(
                        new()
                        {
                            FunctionName = function,
                            CodeSha256 = old.CodeSha256,
                            RevisionId = latest.RevisionId,
                            Description = release,
                        },
                        cancellation
                    ),
                cancellation
            );
            await Calls.RunAsync(
                function,
                "CreateAlias",
                () =>
                    lambda.CreateAliasAsync(
                        new()
                        {
                            FunctionName = function,
                            Name = release,
                            FunctionVersion = published.Version,
                            Description = description,
                        },
                        cancellation
                    ),
                cancellation
            );
            return published.Version!;
        }
        catch (Exception e) when (e is ResourceConflictException or PreconditionFailedException)
        {
            throw new FusionizeException(DeployCodes.Contended, function, $"Something else is changing the function: {e.Message}", inner: e);
        }
    }

    private async Task<FunctionConfiguration> GetAsync(string function, string? version, CancellationToken cancellation)
    {
        try
        {
            return await Calls.RunAsync(
                function,
                "GetFunctionConfiguration",
                () => lambda.GetFunctionConfigurationAsync(new() { FunctionName = function, Qualifier = version }, cancellation),
                cancellation
            );
        }
        catch (ResourceNotFoundException e)
        {
            throw new FusionizeException(DeployCodes.NoSuchSetup, function, e.Message, inner: e) { Place = "GetFunctionConfiguration" };
        }
    }
}
