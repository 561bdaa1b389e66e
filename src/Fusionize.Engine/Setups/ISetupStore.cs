using Fusionize.Engine.Optimization.Monitoring;

namespace Fusionize.Engine.Setups;

/// <summary>
/// Where builds find setups and optimizers leave them: immutable setups, one pointer to the current one that changes only by
/// compare-and-swap, and the history of rounds. Safe for any number of readers and writers in any number of processes.
/// Failures are <see cref="StoreException"/>, a setup that can't be used is <see cref="SetupException"/>.
/// </summary>
public interface ISetupStore
{
    string Location { get; }

    /// <summary>The pointer to the current setup; null when none was ever set.</summary>
    Task<StoredPointer?> GetCurrentAsync(CancellationToken cancellation);

    Task<FusionSetup> GetSetupAsync(string id, CancellationToken cancellation);

    /// <summary>Stores a setup under its id. A setup that is there already stays as it is.</summary>
    Task PutSetupAsync(FusionSetup setup, CancellationToken cancellation);

    /// <summary>The ids of all setups in the store, sorted.</summary>
    Task<IReadOnlyList<string>> ListSetupsAsync(CancellationToken cancellation);

    /// <summary>
    /// Makes a stored setup the current one if the pointer is still <paramref name="expected"/> (null: if there is none yet).
    /// False: another writer came first; read again and decide anew. Whoever isn't a person uses <see cref="SetupPointer.TrySetCurrentAsync"/>.
    /// </summary>
    /// <param name="pin">What keeps optimizers from replacing it; null: they may.</param>
    Task<bool> TryMoveAsync(string setupId, StoredPointer? expected, SetupPin? pin, CancellationToken cancellation);

    /// <summary>Who deploys an application, or did so last; null: nobody ever.</summary>
    Task<StoredLease?> GetLeaseAsync(string app, CancellationToken cancellation);

    /// <summary>Writes the application's lease if it is still <paramref name="expected"/> (null: if there is none yet).</summary>
    Task<bool> TrySetLeaseAsync(DeployLease lease, StoredLease? expected, CancellationToken cancellation);

    /// <summary>The application's sampling plan; null: there is none yet.</summary>
    Task<StoredPlan?> GetPlanAsync(string app, CancellationToken cancellation);

    /// <summary>Writes the application's sampling plan if it is still <paramref name="expected"/> (null: if there is none yet).</summary>
    Task<bool> TrySetPlanAsync(SamplingPlan plan, StoredPlan? expected, CancellationToken cancellation);

    /// <summary>Stores what a round tried, or completes it with what came of it.</summary>
    Task PutRoundAsync(RoundRecord round, CancellationToken cancellation);

    /// <summary>All rounds, by number.</summary>
    IAsyncEnumerable<RoundRecord> GetRoundsAsync(CancellationToken cancellation);
}

/// <summary>The pointer to the current setup. <paramref name="Version"/> is what the store compares: an ETag or a content hash.</summary>
/// <param name="Pin">Set where a person has pinned the setup: optimizers leave the pointer alone then.</param>
public sealed record StoredPointer(string App, string SetupId, long Sequence, string Version, SetupPin? Pin = null);

/// <summary>A sampling plan as it is stored. <paramref name="Version"/> is what the store compares.</summary>
public sealed record StoredPlan(SamplingPlan Plan, string Version);
