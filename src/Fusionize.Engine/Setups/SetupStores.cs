namespace Fusionize.Engine.Setups;

/// <summary>Opens the store that a location names: a folder, or <c>s3://bucket/prefix</c>.</summary>
public static class SetupStores
{
    public static ISetupStore Open(string location)
    {
        if (string.IsNullOrWhiteSpace(location))
            throw new StoreException(StoreCodes.BadLocation, location, "A store is a folder or s3://bucket/prefix.");
        var scheme = location.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? new FolderSetupStore(location) : OpenUri(location, location[..scheme]);
    }

    private static ISetupStore OpenUri(string location, string scheme) => scheme switch
    {
        _ => throw new StoreException(StoreCodes.BadLocation, location, $"A store can't be opened by '{scheme}://'; a folder or s3://bucket/prefix can."),
    };
}
