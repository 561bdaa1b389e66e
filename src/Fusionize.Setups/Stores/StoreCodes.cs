namespace Fusionize.Setups.Stores;

/// <summary>The errors of a store. Numbers are never reused.</summary>
public static class StoreCodes
{
    /// <summary>Offline, denied, throttled, no such folder or bucket: the store may be available later.</summary>
    public const string Unreachable = "FZ1201";

    /// <summary>An object is incomplete, or another program wrote it. The last good setup stays in use.</summary>
    public const string Corrupt = "FZ1202";

    public const string NotFound = "FZ1203";

    /// <summary>Another writer held the store's lock for too long.</summary>
    public const string Busy = "FZ1204";

    public const string BadLocation = "FZ1205";

    /// <summary>A person has pinned the current setup, so an optimizer can't replace it.</summary>
    public const string Pinned = "FZ1206";

    /// <summary>The store ignores conditions of writes, so writers would overwrite each other.</summary>
    public const string Unconditional = "FZ1207";
}
