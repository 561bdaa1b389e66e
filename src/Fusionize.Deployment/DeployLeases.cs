using Fusionize.Setups.Stores;

namespace Fusionize.Deployment;

/// <summary>Reads and writes the leases in a store: one document per application, <c>locks/APP.json</c>.</summary>
public static class DeployLeases
{
    private const string Folder = "locks";

    /// <summary>The current or last deployment of an application; null if there was none.</summary>
    public static async Task<StoredLease?> GetLeaseAsync(this SetupStore store, string app, CancellationToken cancellation)
    {
        var name = store.NameOf(Folder, app);
        return await store.Documents.ReadAsync(name, isImmutable: false, cancellation) is { } stored
            ? new(StoredJson.Read<DeployLease>(stored.Content, store.Documents.LocationOf(name)), stored.Version)
            : null;
    }

    /// <summary>Writes the application's lease if the stored one is still <paramref name="expected"/> (null: if there is none yet).</summary>
    public static Task<bool> TrySetLeaseAsync(this SetupStore store, DeployLease lease, StoredLease? expected, CancellationToken cancellation) =>
        store.Documents.TryWriteAsync(store.NameOf(Folder, lease.App), StoredJson.Write(lease), expected?.Version, cancellation);
}
