namespace Fusionize.Setups.Stores;

/// <summary>
/// Where builds find setups and optimizers leave them: immutable setups, and one pointer to the current one that changes only by compare-and-swap.
/// Leases, sampling plans and rounds lie beside them as documents of their own. Failures are <see cref="StoreException"/>, a setup that can't be
/// used is <see cref="SetupException"/>.
/// </summary>
/// <param name="documents">What keeps the documents; disposed with the store if it has anything to dispose.</param>
public sealed class SetupStore(IDocumentStore documents) : IDisposable
{
    /// <summary>Name of the document that names the current setup.</summary>
    public const string Pointer = "setups/current.json";

    private const string Folder = "setups";
    private const int Attempts = 5;

    /// <summary>A store in a folder.</summary>
    public static SetupStore InFolder(string folder) => new(new FolderDocuments(folder));

    public IDocumentStore Documents => documents;

    /// <inheritdoc cref="IDocumentStore.Location"/>
    public string Location => documents.Location;

    /// <summary>The pointer to the current setup; null when none was ever set.</summary>
    public async Task<StoredPointer?> GetCurrentAsync(CancellationToken cancellation) =>
        await documents.ReadAsync(Pointer, isImmutable: false, cancellation) is { } stored
            ? PointerJson.Read(stored, documents.LocationOf(Pointer))
            : null;

    public async Task<FusionSetup> GetSetupAsync(string id, CancellationToken cancellation)
    {
        var name = NameOf(id);
        return await documents.ReadAsync(name, isImmutable: true, cancellation) is { } stored
            ? ReadSetup(stored, id, documents.LocationOf(name))
            : throw new StoreException(StoreCodes.NotFound, Location, $"There is no setup '{id}' in the store.");
    }

    /// <summary>Stores a setup under its id. A setup that is there already stays as it is; a torn one is replaced.</summary>
    public async Task PutSetupAsync(FusionSetup setup, CancellationToken cancellation)
    {
        var name = NameOf(setup.Id);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var there = await documents.ReadAsync(name, isImmutable: false, cancellation);
            if (there is not null && IsSetup(there, setup.Id))
                return;
            if (await documents.TryWriteAsync(name, SetupJson.Write(setup), there?.Version, cancellation))
                return;
        }
        throw new StoreException(StoreCodes.Busy, documents.LocationOf(name), "Other writers keep changing the setup.");
    }

    /// <summary>The ids of all setups in the store, sorted.</summary>
    public async Task<IReadOnlyList<string>> ListSetupsAsync(CancellationToken cancellation) =>
        [.. (await documents.ListAsync(Folder, cancellation)).Where(id => SetupNames.IsSetupId(id)).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Makes a stored setup the current one if the pointer is still <paramref name="expected"/> (null: if there is none yet).
    /// False: another writer came first; read it and decide again. Programs use <see cref="SetupPointer.TrySetCurrentAsync"/>.
    /// </summary>
    /// <param name="setupId">The setup.</param>
    /// <param name="expected">The pointer as it was read.</param>
    /// <param name="pin">What keeps optimizers from replacing it; null: they may.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<bool> TryMoveAsync(string setupId, StoredPointer? expected, SetupPin? pin, CancellationToken cancellation)
    {
        var setup = await GetSetupAsync(setupId, cancellation);
        return await documents.TryWriteAsync(
            Pointer,
            PointerJson.Write(setup.App, setup.Id, (expected?.Sequence ?? 0) + 1, pin),
            expected?.Version,
            cancellation
        );
    }

    /// <summary>The name of an application's document in a folder.</summary>
    /// <exception cref="StoreException">Not an application's name.</exception>
    public string NameOf(string folder, string app) =>
        SetupNames.IsAppName(app)
            ? $"{folder}/{app}.json"
            : throw new StoreException(StoreCodes.NotFound, Location, $"'{app}' isn't the name of an application.");

    public void Dispose() => (documents as IDisposable)?.Dispose();

    private string NameOf(string id) =>
        SetupNames.IsSetupId(id)
            ? $"{Folder}/{id}.json"
            : throw new StoreException(StoreCodes.NotFound, Location, $"'{id}' isn't the id of a setup.");

    private static bool IsSetup(StoredDocument stored, string id)
    {
        try
        {
            return FusionSetup.Parse(stored.Content, id).Id == id;
        }
        catch (SetupException)
        {
            return false;
        }
    }

    /// <summary>Reads a stored setup and checks that it is the one that its place names.</summary>
    private static FusionSetup ReadSetup(StoredDocument stored, string id, string location)
    {
        var setup = FusionSetup.Parse(stored.Content, location);
        return setup.Id == id ? setup : throw new SetupException(SetupCodes.WrongId, location, "id", $"This is setup '{setup.Id}', not '{id}'.");
    }
}

/// <summary>The pointer to the current setup. <paramref name="Version"/> is what the store compares: an ETag or a content hash.</summary>
/// <param name="Pin">Set where a person has pinned the setup: optimizers leave the pointer alone then.</param>
public sealed record StoredPointer(string App, string SetupId, long Sequence, string Version, SetupPin? Pin = null);
