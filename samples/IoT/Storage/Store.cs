using Samples.Storage;

namespace IoT.Storage;

/// <summary>
/// The application's store: the DynamoDB table that IOT_TABLE names, otherwise an SQLite file (IOT_STORE says where).
/// The only way from the tasks to either: a group without a task that comes here is linked without both.
/// </summary>
internal static class Store
{
    public static IStore Default { get; } =
        Environment.GetEnvironmentVariable("IOT_TABLE") is { Length: > 0 } table
            ? new DynamoStore(table)
            : new SqliteStore(
                Environment.GetEnvironmentVariable("IOT_STORE") is { Length: > 0 } file ? file : Path.Combine(Path.GetTempPath(), "fusionize-iot.db")
            );
}
