using Fusionize.Aws.Lambda;
using Fusionize.Packaging;

namespace Fusionize.Deployment;

/// <summary>
/// The event source mappings of triggers. They invoke the alias <c>live</c>, so they follow the release through cut-over, canary and rollback without
/// a change.
/// </summary>
internal sealed class TriggerMappings(AmazonLambdaClient lambda, TimeProvider time)
{
    /// <summary>The tag with the application's name on the mappings that its deployments have created.</summary>
    private const string Owner = DesiredFunction.AppVariable;

    private const string Reports = "ReportBatchItemFailures";

    /// <summary>How long a mapping may be busy with an earlier change.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>All mappings to the alias <c>live</c> of an application's functions.</summary>
    public async Task<List<EventSourceMappingConfiguration>> ListAsync(IReadOnlySet<string> functions, CancellationToken cancellation) =>
        await Calls.RunAsync(
            null,
            "ListEventSourceMappings",
            async () =>
                await lambda
                    .EventSourceMappingsAsync(cancellation)
                    .Where(m => FunctionOf(m) is { } function && functions.Contains(function) && m.State != "Deleting")
                    .ToListAsync(cancellation),
            cancellation
        );

    /// <summary>The function whose alias <c>live</c> a mapping invokes; null: it invokes something else.</summary>
    public static string? FunctionOf(EventSourceMappingConfiguration mapping) =>
        mapping.FunctionArn?.Split(':') is [_, _, _, _, _, "function", var function, Aliases.Live] ? function : null;

    /// <summary>Whether a deployment of the application has created it.</summary>
    public async Task<bool> IsOwnAsync(string app, EventSourceMappingConfiguration mapping, CancellationToken cancellation)
    {
        if (mapping.EventSourceMappingArn is not { } arn)
            return false;
        var tags = await Calls.RunAsync(null, "ListTags", () => lambda.ListTagsAsync(new() { Resource = arn }, cancellation), cancellation);
        return tags.Tags?.GetValueOrDefault(Owner) == app;
    }

    public static bool Differs(ManifestTriggerInfo trigger, EventSourceMappingConfiguration current) =>
        (current.State is not ("Disabled" or "Disabling")) != (trigger.Enabled != false)
        || current.BatchSize != trigger.BatchSize
        || (current.MaximumBatchingWindowInSeconds ?? 0) != (trigger.MaximumBatchingWindowInSeconds ?? 0)
        || current.ScalingConfig?.MaximumConcurrency != trigger.MaximumConcurrency
        || (current.FunctionResponseTypes?.Contains(Reports) == true) != (trigger.ReportBatchItemFailures == true)
        || !(current.FilterCriteria?.Filters ?? []).Select(f => f.Pattern).SequenceEqual(trigger.Filters ?? [])
        || (
            trigger.Kind != TriggerKinds.Sqs
            && (
                (current.ParallelizationFactor ?? 1) != (trigger.ParallelizationFactor ?? 1)
                || (current.MaximumRetryAttempts ?? -1) != (trigger.MaximumRetryAttempts ?? -1)
                || (current.MaximumRecordAgeInSeconds ?? -1) != (trigger.MaximumRecordAgeInSeconds ?? -1)
                || (current.BisectBatchOnFunctionError ?? false) != (trigger.BisectBatchOnFunctionError ?? false)
            )
        );

    public async Task ApplyAsync(string app, PlannedMapping planned, CancellationToken cancellation)
    {
        if (planned.Current is null)
            await CreateAsync(app, planned, cancellation);
        else if (planned.Differs)
            await WhenFreeAsync(planned.Desired.Function, "UpdateEventSourceMapping", () => UpdateAsync(planned, cancellation), cancellation);
    }

    private async Task CreateAsync(string app, PlannedMapping planned, CancellationToken cancellation)
    {
        var (function, trigger) = planned.Desired;
        var isStream = trigger.Kind != TriggerKinds.Sqs;
        var request = new CreateEventSourceMappingRequest
        {
            EventSourceArn = planned.SourceArn,
            FunctionName = function + ":" + Aliases.Live,
            Enabled = trigger.Enabled != false,
            BatchSize = trigger.BatchSize,
            MaximumBatchingWindowInSeconds = trigger.MaximumBatchingWindowInSeconds,
            ScalingConfig = trigger.MaximumConcurrency is { } max ? new() { MaximumConcurrency = max } : null,
            FilterCriteria = trigger.Filters is { } filters ? Filters(filters) : null,
            FunctionResponseTypes = trigger.ReportBatchItemFailures == true ? [Reports] : null,
            StartingPosition = trigger.StartingPosition,
            ParallelizationFactor = isStream ? trigger.ParallelizationFactor : null,
            MaximumRetryAttempts = isStream ? trigger.MaximumRetryAttempts : null,
            MaximumRecordAgeInSeconds = isStream ? trigger.MaximumRecordAgeInSeconds : null,
            BisectBatchOnFunctionError = isStream ? trigger.BisectBatchOnFunctionError : null,
            Tags = new() { [Owner] = app },
        };
        try
        {
            await Calls.RunAsync(
                function,
                "CreateEventSourceMapping",
                () => lambda.CreateEventSourceMappingAsync(request, cancellation),
                cancellation
            );
        }
        catch (ResourceConflictException)
        {
            // Another deployment has created it at the same time, or the first attempt of this call has.
        }
    }

    /// <summary>Every setting is given, since absent ones stay as they are.</summary>
    private Task<EventSourceMappingConfiguration> UpdateAsync(PlannedMapping planned, CancellationToken cancellation)
    {
        var trigger = planned.Desired.Trigger;
        var isStream = trigger.Kind != TriggerKinds.Sqs;
        return lambda.UpdateEventSourceMappingAsync(
            new()
            {
                Uuid = planned.Current!.Uuid,
                Enabled = trigger.Enabled != false,
                BatchSize = trigger.BatchSize,
                MaximumBatchingWindowInSeconds = trigger.MaximumBatchingWindowInSeconds ?? 0,
                ScalingConfig = isStream ? null : new() { MaximumConcurrency = trigger.MaximumConcurrency },
                FilterCriteria =
                    trigger.Filters is null && planned.Current.FilterCriteria?.Filters is not { Count: > 0 } ? null : Filters(trigger.Filters ?? []),
                FunctionResponseTypes = trigger.ReportBatchItemFailures == true ? [Reports] : [],
                ParallelizationFactor = isStream ? trigger.ParallelizationFactor ?? 1 : null,
                MaximumRetryAttempts = isStream ? trigger.MaximumRetryAttempts ?? -1 : null,
                MaximumRecordAgeInSeconds = isStream ? trigger.MaximumRecordAgeInSeconds ?? -1 : null,
                BisectBatchOnFunctionError = isStream ? trigger.BisectBatchOnFunctionError ?? false : null,
            },
            cancellation
        );
    }

    private static FilterCriteria Filters(IEnumerable<string> patterns) => new() { Filters = [.. patterns.Select(p => new Filter { Pattern = p })] };

    public Task RemoveAsync(EventSourceMappingConfiguration mapping, CancellationToken cancellation) =>
        WhenFreeAsync(
            FunctionOf(mapping),
            "DeleteEventSourceMapping",
            async () =>
            {
                try
                {
                    await lambda.DeleteEventSourceMappingAsync(new() { Uuid = mapping.Uuid }, cancellation);
                }
                catch (ResourceNotFoundException)
                {
                    // An earlier run has already removed it.
                }
                return 0;
            },
            cancellation
        );

    /// <summary>A mapping takes some seconds for a change, and refuses others meanwhile.</summary>
    private async Task WhenFreeAsync<T>(string? function, string call, Func<Task<T>> action, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                await action();
                return;
            }
            catch (ResourceInUseException) when (time.GetElapsedTime(start) < s_patience)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation);
            }
            catch (Amazon.Runtime.AmazonServiceException e)
            {
                throw Calls.Failed(function, call, e);
            }
        }
    }
}
