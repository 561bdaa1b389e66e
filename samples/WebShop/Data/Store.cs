using Samples.Storage;

namespace WebShop.Data;

/// <summary>
/// The shop's store: the DynamoDB table that WEBSHOP_TABLE names, or else an SQLite file (WEBSHOP_STORE is its path). Tasks use a store only through
/// this class, so a group whose tasks need none is linked without both.
/// </summary>
internal static class Store
{
    public static IStore Default { get; } =
        Environment.GetEnvironmentVariable("WEBSHOP_TABLE") is { Length: > 0 } table
            ? new DynamoStore(table)
            : new SqliteStore(
                Environment.GetEnvironmentVariable("WEBSHOP_STORE") is { Length: > 0 } file
                    ? file
                    : Path.Combine(Path.GetTempPath(), "fusionize-webshop.db")
            );

    /// <summary>Runs in a function's INIT: opens the store and reads from it, so that the first request finds an open connection.</summary>
    internal static Task Open() => Default.QueryAsync("-", newest: 1, CancellationToken.None);
}
