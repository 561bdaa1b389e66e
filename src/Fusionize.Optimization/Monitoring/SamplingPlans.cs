using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Optimization.Monitoring;

/// <summary>The sampling plans in a store: one document per application, <c>plans/APP.json</c>.</summary>
public static class SamplingPlans
{
    private const string Folder = "plans";

    /// <summary>The application's sampling plan; null if there is none yet.</summary>
    public static async Task<StoredPlan?> GetPlanAsync(this SetupStore store, string app, CancellationToken cancellation)
    {
        var name = store.NameOf(Folder, app);
        if (await store.Documents.ReadAsync(name, isImmutable: false, cancellation) is not { } stored)
            return null;
        var location = store.Documents.LocationOf(name);
        var plan = StoredJson.Read<SamplingPlan>(stored.Content, location);
        return plan.App == app && plan.LotRequests > 0 && (plan.SetupId is null || SetupNames.IsSetupId(plan.SetupId))
            ? new(plan, stored.Version)
            : throw StoredJson.Corrupt(location, "a member has an invalid value");
    }

    /// <summary>Writes the application's sampling plan if the stored one is still <paramref name="expected"/> (null: if none is stored).</summary>
    public static Task<bool> TrySetPlanAsync(this SetupStore store, SamplingPlan plan, StoredPlan? expected, CancellationToken cancellation) =>
        store.Documents.TryWriteAsync(store.NameOf(Folder, plan.App), StoredJson.Write(plan), expected?.Version, cancellation);
}

/// <summary>A stored sampling plan.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Version">What the store compares before it writes.</param>
public sealed record StoredPlan(SamplingPlan Plan, string Version);
