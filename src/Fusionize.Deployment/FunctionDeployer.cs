using Amazon.S3;
using Amazon.S3.Model;
using Fusionize.Aws.Lambda;
using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>
/// Updates one function to a release: code, configuration, published version, the release's alias. Each step first checks whether it is already done,
/// so a deployment can be interrupted anywhere and run again. Each change names the revision that it is based on, so a concurrent deployment can't
/// change something in between.
/// </summary>
internal sealed class FunctionDeployer(AmazonLambdaClient lambda, IAmazonS3? s3, DeployPlan plan, TimeProvider time, Action<string, string> report)
{
    private const int Attempts = 8;

    /// <summary>Lambda's limit of a direct upload. Base64 and the rest of the message are added to it.</summary>
    private const long MaxDirectUpload = 50 * 1024 * 1024;

    private static readonly TimeSpan RolePatience = TimeSpan.FromSeconds(30);

    private readonly Zips _zips = new(plan.Directory);

    /// <summary>Returns the published version.</summary>
    public async Task<string> RunAsync(PlannedFunction planned, CancellationToken cancellation)
    {
        if (planned.ReleaseVersion is { } there)
            return there;
        var desired = planned.Desired;
        var current = planned.Current;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                current ??= await FindAsync(desired, null, cancellation);
                current = current is null ? await CreateAsync(desired, cancellation) : await UpdateAsync(desired, current, cancellation);
                var version = await PublishAsync(desired, current, cancellation);
                return await AliasAsync(desired, version, cancellation);
            }
            // Another deployment is changing the function, or the client repeated a call whose response was lost. Check again.
            catch (Exception e) when (e is ResourceConflictException or PreconditionFailedException or ResourceNotFoundException or ChangedMeanwhile)
            {
                if (attempt == Attempts)
                    throw new FusionizeException(
                        DeployCodes.Contended,
                        desired.Name,
                        $"Something else keeps changing the function: {e.Message}",
                        inner: e
                    );
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(50, 100 << attempt)), time, cancellation);
                current = null;
            }
        }
    }

    private async Task<FunctionConfiguration> CreateAsync(DesiredFunction desired, CancellationToken cancellation)
    {
        if (desired.Role is null)
            throw new FusionizeException(DeployCodes.NoRole, desired.Name, "The function doesn't exist yet, and it can't be created without a role.");
        var bytes = await _zips.ReadAsync(desired.Group, cancellation);
        FunctionConfiguration created = await WithRoleAsync(
            desired,
            "CreateFunction",
            async () => await lambda.CreateFunctionAsync(desired.Create(await CodeAsync(desired, bytes, cancellation)), cancellation),
            cancellation
        );
        report(desired.Name, "created");
        return await ReadyAsync(desired, created, null, cancellation);
    }

    /// <summary>A new role isn't known everywhere yet, so calls with it are repeated for a while.</summary>
    private async Task<FunctionConfiguration> WithRoleAsync(
        DesiredFunction desired,
        string call,
        Func<Task<FunctionConfiguration>> action,
        CancellationToken cancellation
    )
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await Calls.RunAsync(desired.Name, call, action, cancellation);
            }
            catch (InvalidParameterValueException e)
            {
                if (time.GetElapsedTime(start) > RolePatience)
                    throw Calls.Failed(desired.Name, call, e);
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation);
            }
        }
    }

    private async Task<FunctionConfiguration> UpdateAsync(DesiredFunction desired, FunctionConfiguration current, CancellationToken cancellation)
    {
        // A function whose last update failed accepts the next one.
        if (!current.HasFailed())
            current = await ReadyAsync(desired, current, null, cancellation);
        if (!desired.HasCode(current))
        {
            var code = await CodeAsync(desired, await _zips.ReadAsync(desired.Group, cancellation), cancellation);
            current = await Calls.RunAsync<FunctionConfiguration>(
                desired.Name,
                "UpdateFunctionCode",
                async () =>
                    await lambda.UpdateFunctionCodeAsync(
                        new()
                        {
                            FunctionName = desired.Name,
                            ZipFile = code.ZipFile,
                            S3Bucket = code.S3Bucket,
                            S3Key = code.S3Key,
                            Architectures = [desired.Group.Architecture],
                            RevisionId = current.RevisionId,
                        },
                        cancellation
                    ),
                cancellation
            );
            report(desired.Name, "code updated");
            current = await ReadyAsync(desired, current, null, cancellation);
        }
        if (desired.Differences(current).Any())
        {
            current = await WithRoleAsync(
                desired,
                "UpdateFunctionConfiguration",
                async () => await lambda.UpdateFunctionConfigurationAsync(desired.Update(current.RevisionId), cancellation),
                cancellation
            );
            report(desired.Name, "configuration updated");
            current = await ReadyAsync(desired, current, null, cancellation);
        }
        return current;
    }

    private async Task<string> PublishAsync(DesiredFunction desired, FunctionConfiguration current, CancellationToken cancellation)
    {
        if (!desired.IsMetBy(current))
            throw new ChangedMeanwhile();
        FunctionConfiguration published = await Calls.RunAsync(
            desired.Name,
            "PublishVersion",
            () =>
                lambda.PublishVersionAsync(
                    new()
                    {
                        FunctionName = desired.Name,
                        CodeSha256 = desired.CodeSha256,
                        RevisionId = current.RevisionId,
                        Description = plan.Release,
                    },
                    cancellation
                ),
            cancellation
        );
        if (published.Version is not { Length: > 0 } version || !desired.IsMetBy(published))
            throw new ChangedMeanwhile();
        await ReadyAsync(desired, published, version, cancellation);
        report(desired.Name, "version " + version);
        return version;
    }

    private async Task<string> AliasAsync(DesiredFunction desired, string version, CancellationToken cancellation)
    {
        try
        {
            await Calls.RunAsync(
                desired.Name,
                "CreateAlias",
                () =>
                    lambda.CreateAliasAsync(
                        new()
                        {
                            FunctionName = desired.Name,
                            Name = plan.Release,
                            FunctionVersion = version,
                            Description = desired.Description,
                        },
                        cancellation
                    ),
                cancellation
            );
            return version;
        }
        catch (ResourceConflictException)
        {
            // Another deployment of the same release has set the alias at the same time, or the first attempt of this call has.
            var alias = await Calls.RunAsync(
                desired.Name,
                "GetAlias",
                () => lambda.GetAliasAsync(new() { FunctionName = desired.Name, Name = plan.Release }, cancellation),
                cancellation
            );
            return alias.FunctionVersion ?? version;
        }
    }

    private async Task<FunctionConfiguration?> FindAsync(DesiredFunction desired, string? version, CancellationToken cancellation)
    {
        try
        {
            return await Calls.RunAsync(
                desired.Name,
                "GetFunctionConfiguration",
                () => lambda.GetFunctionConfigurationAsync(new() { FunctionName = desired.Name, Qualifier = version }, cancellation),
                cancellation
            );
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    private async Task<FunctionConfiguration> ReadyAsync(
        DesiredFunction desired,
        FunctionConfiguration current,
        string? version,
        CancellationToken cancellation
    )
    {
        var start = time.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(100);
        while (!current.IsReady())
        {
            if (current.State == State.Failed)
                throw new FusionizeException(
                    DeployCodes.NotReady,
                    desired.Name,
                    $"The function can't be used: {current.StateReason ?? current.StateReasonCode}"
                );
            if (current.LastUpdateStatus == LastUpdateStatus.Failed)
                throw new FusionizeException(
                    DeployCodes.NotReady,
                    desired.Name,
                    $"The function's update failed: {current.LastUpdateStatusReason ?? current.LastUpdateStatusReasonCode}"
                );
            if (time.GetElapsedTime(start) > plan.Options.ReadyTimeout)
                throw new FusionizeException(
                    DeployCodes.NotReady,
                    desired.Name,
                    $"The function isn't ready after {plan.Options.ReadyTimeout.TotalSeconds:0} s (state {current.State}, "
                        + $"update {current.LastUpdateStatus})."
                );
            await Task.Delay(pause, time, cancellation);
            pause = TimeSpan.FromMilliseconds(Math.Min(2000, pause.TotalMilliseconds * 1.5));
            current = await FindAsync(desired, version, cancellation) ?? throw new ChangedMeanwhile();
        }
        return current;
    }

    private async Task<FunctionCode> CodeAsync(DesiredFunction desired, byte[] zip, CancellationToken cancellation)
    {
        if (zip.LongLength <= MaxDirectUpload)
            return new() { ZipFile = new MemoryStream(zip, 0, zip.Length, writable: false, publiclyVisible: true) };
        if (s3 is null || plan.Options.CodeBucket is not { } bucket)
            throw new FusionizeException(
                DeployCodes.ZipTooLarge,
                desired.Name,
                $"The function's zip has {zip.LongLength / 1048576.0:0.0} MB; a direct upload takes at most 50 MB."
            );
        var key = $"fusionize/{plan.Manifest.App}/{desired.Group.Sha256}.zip";
        try
        {
            await Calls.RunAsync(
                desired.Name,
                $"PutObject s3://{bucket}/{key}",
                () =>
                    s3.PutObjectAsync(
                        new PutObjectRequest
                        {
                            BucketName = bucket,
                            Key = key,
                            InputStream = new MemoryStream(zip),
                            IfNoneMatch = "*",
                        },
                        cancellation
                    ),
                cancellation
            );
        }
        catch (FusionizeException e) when (e.InnerException is AmazonS3Exception { StatusCode: System.Net.HttpStatusCode.PreconditionFailed })
        {
            // The key is the content's hash, so an existing object has the right content.
        }
        return new() { S3Bucket = bucket, S3Key = key };
    }

    private sealed class ChangedMeanwhile() : Exception("it was changed between two steps");
}
