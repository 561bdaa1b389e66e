using Fusionize.Setups.Stores;

namespace Fusionize.Deployment;

/// <summary>How much to trace by the application's sampling plan, which optimizers keep beside the setups in <c>plans/APP.json</c>.</summary>
public static class PlannedTrace
{
    /// <summary>As <see cref="DeployOptions.Trace"/> states it; null if the store has no plan.</summary>
    /// <param name="store">The store.</param>
    /// <param name="app">The application's name.</param>
    /// <param name="setup">The setup that is deployed. One that the plan doesn't watch is being tried.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="StoreException">The plan is damaged.</exception>
    public static async Task<string?> FindAsync(SetupStore store, string app, string setup, CancellationToken cancellation)
    {
        var name = store.NameOf("plans", app);
        if (await store.Documents.ReadAsync(name, isImmutable: false, cancellation) is not { } stored)
            return null;
        var plan = StoredJson.Read<Plan>(stored.Content, store.Documents.LocationOf(name));
        var fraction = plan.SetupId == setup ? plan.TraceFraction : plan.SearchingFraction;
        // Plans of earlier versions have no fractions.
        return fraction is > 0 and <= 1 ? DeployOptions.TraceOf(fraction.Value) : "on";
    }

    /// <summary>The members of a plan that are needed here.</summary>
    private sealed record Plan(string? SetupId = null, double? TraceFraction = null, double? SearchingFraction = null);
}
