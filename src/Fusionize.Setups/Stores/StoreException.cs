using Fusionize.Setups;

namespace Fusionize.Setups.Stores;

/// <summary>A store that doesn't give what it should.</summary>
public sealed class StoreException(string code, string location, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>FZ12xx, see <see cref="StoreCodes"/>.</summary>
    public string Code { get; } = code;

    /// <summary>The store, or the object in it.</summary>
    public string Location { get; } = location;

    public string Describe() => $"{Location}: error {Code}: {Message}";
}

/// <summary>The errors of a store. Numbers are never reused.</summary>
public static class StoreCodes
{
    /// <summary>Offline, denied, throttled, no such folder or bucket: the store may answer later.</summary>
    public const string Unreachable = "FZ1201";

    /// <summary>An object is torn or isn't ours. The last good setup stays in use.</summary>
    public const string Corrupt = "FZ1202";

    public const string NotFound = "FZ1203";

    /// <summary>Another writer held the store's lock for too long.</summary>
    public const string Busy = "FZ1204";

    public const string BadLocation = "FZ1205";

    /// <summary>A person has pinned the current setup; an optimizer doesn't replace it.</summary>
    public const string Pinned = "FZ1206";
}
