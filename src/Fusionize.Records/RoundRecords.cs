using System.Globalization;
using System.Runtime.CompilerServices;
using Fusionize.Setups.Stores;

namespace Fusionize.Records;

/// <summary>The history of rounds in a store: one document per round, <c>rounds/NUMBER.json</c>.</summary>
public static class RoundRecords
{
    private const string Folder = "rounds";

    /// <summary>Stores a round, or adds its outcome.</summary>
    public static Task PutRoundAsync(this SetupStore store, RoundRecord round, CancellationToken cancellation) =>
        store.Documents.WriteAsync(NameOf(round.Round), StoredJson.Write(round), cancellation);

    /// <summary>All rounds, by number.</summary>
    public static async IAsyncEnumerable<RoundRecord> GetRoundsAsync(this SetupStore store, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var number in await NumbersAsync(store, cancellation))
        {
            if (await ReadAsync(store, number, cancellation) is { } round)
                yield return round;
        }
    }

    /// <summary>All rounds that can be read, by number.</summary>
    /// <param name="store">The store.</param>
    /// <param name="damaged">Called for each of the others.</param>
    /// <param name="cancellation">Stops waiting.</param>
    internal static async Task<List<RoundRecord>> ReadRoundsAsync(
        this SetupStore store,
        Action<StoreException> damaged,
        CancellationToken cancellation
    )
    {
        var rounds = new List<RoundRecord>();
        foreach (var number in await NumbersAsync(store, cancellation))
        {
            try
            {
                if (await ReadAsync(store, number, cancellation) is { } round)
                    rounds.Add(round);
            }
            catch (StoreException e) when (e.Code == StoreCodes.Corrupt)
            {
                damaged(e);
            }
        }
        return rounds;
    }

    private static async Task<IEnumerable<int>> NumbersAsync(SetupStore store, CancellationToken cancellation) =>
        (await store.Documents.ListAsync(Folder, cancellation))
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .Where(number => number >= 0)
            .Distinct()
            .Order();

    private static async Task<RoundRecord?> ReadAsync(SetupStore store, int number, CancellationToken cancellation)
    {
        var name = NameOf(number);
        if (await store.Documents.ReadAsync(name, isImmutable: false, cancellation) is not { } stored)
            return null;
        var location = store.Documents.LocationOf(name);
        var round = StoredJson.Read<RoundRecord>(stored.Content, location);
        return round.Round == number ? round : throw StoredJson.Corrupt(location, $"it says that it is round {round.Round}");
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{number}.json");
}
