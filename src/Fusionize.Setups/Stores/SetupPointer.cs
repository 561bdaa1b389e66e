namespace Fusionize.Setups.Stores;

/// <summary>Changes a store's current setup: for an optimizer, which a pin prevents, or for a person.</summary>
public static class SetupPointer
{
    private const int Attempts = 20;

    /// <summary>
    /// Makes a stored setup the current one if the pointer is still <paramref name="expected"/> (null: if there is none yet). Returns false if
    /// another writer came first; read the pointer and decide again.
    /// </summary>
    /// <exception cref="StoreException">The current setup is pinned (<see cref="StoreCodes.Pinned"/>). Only a person can change it.</exception>
    public static Task<bool> TrySetCurrentAsync(this SetupStore store, string setupId, StoredPointer? expected, CancellationToken cancellation) =>
        expected?.Pin is { } pin && expected.SetupId != setupId
            ? throw new StoreException(StoreCodes.Pinned, store.Location, $"Setup {expected.SetupId} is {pin}. An optimizer doesn't replace it.")
            : store.TryMoveAsync(setupId, expected, expected?.Pin, cancellation);

    /// <summary>
    /// Makes a stored setup the current one even if others write at the same time: the last writer wins, and the history contains every change.
    /// Returns the old pointer.
    /// </summary>
    /// <param name="pin">The pin that keeps optimizers from replacing it; null: they may replace it.</param>
    public static Task<StoredPointer?> MoveAsync(
        this SetupStore store,
        string setupId,
        SetupPin? pin = null,
        CancellationToken cancellation = default
    ) => ChangeAsync(store, _ => setupId, pin, cancellation);

    /// <summary>Lets optimizers replace the current setup again. Returns the old pointer; null if the store has none.</summary>
    public static Task<StoredPointer?> UnpinAsync(this SetupStore store, CancellationToken cancellation = default) =>
        ChangeAsync(store, current => current?.SetupId, null, cancellation);

    private static async Task<StoredPointer?> ChangeAsync(
        SetupStore store,
        Func<StoredPointer?, string?> choose,
        SetupPin? pin,
        CancellationToken cancellation
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var current = await store.GetCurrentAsync(cancellation);
            if (choose(current) is not { } setupId || (current?.SetupId == setupId && current.Pin == pin?.Tidied()))
                return current;
            if (await store.TryMoveAsync(setupId, current, pin, cancellation))
                return current;
            if (attempt == Attempts)
                throw new StoreException(StoreCodes.Busy, store.Location, "Other writers keep changing the current setup.");
            await Task.Delay(Random.Shared.Next(5, 20 << Math.Min(attempt, 5)), cancellation);
        }
    }
}
