using Fusionize.Setups.Stores;

namespace Fusionize.Deployment;

/// <summary>
/// The fraction of requests to trace, from the application's sampling plan. Optimizers store it next to the setups in <c>plans/APP.json</c>.
/// </summary>
public static class PlannedTrace
{
    /// <summary>The fraction in the format of <see cref="DeployOptions.Trace"/>; null if the store has no plan.</summary>
    /// <param name="store">The store.</param>
    /// <param name="app">The application's name.</param>
    /// <param name="setup">The setup that is deployed. If the plan doesn't watch this setup, it is a trial.</param>
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

    /// <summary>The members of a plan that this class needs.</summary>
    private sealed record Plan(string? SetupId = null, double? TraceFraction = null, double? SearchingFraction = null);
}
