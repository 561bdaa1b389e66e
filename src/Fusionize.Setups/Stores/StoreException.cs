namespace Fusionize.Setups.Stores;

/// <summary>An error of a store. The subject is the store, or the object in it.</summary>
public sealed class StoreException(string code, string location, string message, string? remedy = null, Exception? inner = null)
    : FusionizeException(code, location, message, remedy, inner);
