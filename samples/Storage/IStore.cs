namespace Samples.Storage;

/// <summary>An item: <paramref name="Key"/> says where it belongs, <paramref name="Sort"/> which of those it is. The same pair again replaces the
/// item.</summary>
internal sealed record Item(string Key, string Sort, string Value);

internal interface IStore
{
    Task PutAsync(Item item, CancellationToken ct);

    /// <summary>Up to <paramref name="newest"/> items of the key, the last by sort key first.</summary>
    Task<IReadOnlyList<Item>> QueryAsync(string key, int newest, CancellationToken ct);
}
