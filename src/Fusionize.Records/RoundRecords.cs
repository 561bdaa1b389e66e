using System.Globalization;
using System.Runtime.CompilerServices;
using Fusionize.Setups.Stores;

namespace Fusionize.Records;

/// <summary>The history of rounds in a store: one document a round, <c>rounds/NUMBER.json</c>.</summary>
public static class RoundRecords
{
    private const string Folder = "rounds";

    /// <summary>Stores what a round tried, or completes it with what came of it.</summary>
    public static Task PutRoundAsync(this SetupStore store, RoundRecord round, CancellationToken cancellation) =>
        store.Documents.WriteAsync(NameOf(round.Round), StoredJson.Write(round), cancellation);

    /// <summary>All rounds, by number.</summary>
    public static async IAsyncEnumerable<RoundRecord> GetRoundsAsync(this SetupStore store, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var numbers = (await store.Documents.ListAsync(Folder, cancellation))
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .Where(number => number >= 0)
            .Distinct()
            .Order();
        foreach (var name in numbers.Select(NameOf))
        {
            if (await store.Documents.ReadAsync(name, isImmutable: false, cancellation) is { } stored)
                yield return StoredJson.Read<RoundRecord>(stored.Content, store.Documents.LocationOf(name));
        }
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{number}.json");
}
