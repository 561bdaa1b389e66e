namespace Fusionize.Engine.Setups;

/// <summary>Moves a store's pointer by hand: to a setup that somebody chose, or back.</summary>
public static class SetupPointer
{
    private const int Attempts = 20;

    /// <summary>
    /// Makes a stored setup the current one, whoever else writes at the same time: the last one wins, and nobody's change is lost from the history.
    /// Gives the pointer as it was.
    /// </summary>
    public static async Task<StoredPointer?> MoveAsync(this ISetupStore store, string setupId, CancellationToken cancellation = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            var current = await store.GetCurrentAsync(cancellation);
            if (current?.SetupId == setupId) return current;
            if (await store.TrySetCurrentAsync(setupId, current, cancellation)) return current;
            if (attempt == Attempts) throw new StoreException(StoreCodes.Busy, store.Location, "Other writers keep moving the pointer.");
            await Task.Delay(Random.Shared.Next(5, 20 << Math.Min(attempt, 5)), cancellation);
        }
    }
}
