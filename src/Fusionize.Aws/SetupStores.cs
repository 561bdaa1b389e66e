using Fusionize.Records;
using Fusionize.Setups.Stores;

namespace Fusionize.Aws;

/// <summary>Opens the store at a location: a folder, or <c>s3://bucket/prefix</c>.</summary>
public static class SetupStores
{
    /// <param name="location">A folder, or <c>s3://bucket/prefix</c>.</param>
    /// <param name="cacheFolder">The folder in which a remote store may keep copies; null: none.</param>
    /// <param name="connection">
    /// Region and profile of a store in S3; null: the environment's. The connection's endpoint isn't used, because it belongs to another service.
    /// </param>
    public static SetupStore Open(string location, string? cacheFolder = null, AwsConnection? connection = null)
    {
        if (string.IsNullOrWhiteSpace(location))
            throw new StoreException(StoreCodes.BadLocation, location, $"'{location}' isn't the location of a store.");
        var scheme = location.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
            return OpenUri(location, location[..scheme], cacheFolder, connection);
        CheckFolder(location);
        return SetupStore.InFolder(location);
    }

    /// <summary>Opens the records next to the setups of the same store.</summary>
    public static RecordStore OpenRecords(string location, AwsConnection? connection = null) =>
        location.StartsWith("s3://", StringComparison.Ordinal)
            ? S3RecordStore.Open(
                location,
                new()
                {
                    Region = connection?.Region,
                    Profile = connection?.Profile,
                    MaxErrorRetry = S3Documents.Retries,
                }
            )
        : location.Contains("://", StringComparison.Ordinal)
            ? throw new StoreException(StoreCodes.BadLocation, location, $"'{location}' isn't the location of a store.")
        : InFolder(location);

    private static FolderRecordStore InFolder(string location)
    {
        CheckFolder(location);
        return new(location);
    }

    /// <summary>A file would look like a store that is still empty.</summary>
    private static void CheckFolder(string location)
    {
        if (File.Exists(location))
            throw new StoreException(StoreCodes.BadLocation, location, $"'{location}' is a file; a store is a folder or s3://bucket/prefix.");
    }

    private static SetupStore OpenUri(string location, string scheme, string? cacheFolder, AwsConnection? connection) =>
        scheme switch
        {
            "s3" => new SetupStore(
                S3Documents.Open(
                    location,
                    new()
                    {
                        Region = connection?.Region,
                        Profile = connection?.Profile,
                        Timeout = S3Documents.Patience,
                        MaxErrorRetry = S3Documents.Retries,
                    },
                    cacheFolder
                )
            ),
            _ => throw new StoreException(StoreCodes.BadLocation, location, $"Stores at '{scheme}://' aren't supported."),
        };
}
