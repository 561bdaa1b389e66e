namespace Fusionize.Setups.Stores;

/// <summary>
/// A store of setups, which optimizers write and builds read. It contains immutable setups, and a pointer to the current one, which is only changed
/// by compare-and-swap. Leases, sampling plans and rounds are documents of their own next to the setups. Failures throw a <see
/// cref="StoreException"/>, an invalid setup throws a <see cref="SetupException"/>.
/// </summary>
/// <param name="documents">The store of the documents. It is disposed with this store if it is disposable.</param>
public sealed class SetupStore(IDocumentStore documents) : IDisposable
{
    /// <summary>Name of the document with the pointer to the current setup.</summary>
    public const string Pointer = "setups/current.json";

    private const string Folder = "setups";
    private const int Attempts = 5;

    /// <summary>A store in a folder.</summary>
    public static SetupStore InFolder(string folder) => new(new FolderDocuments(folder));

    public IDocumentStore Documents => documents;

    /// <inheritdoc cref="IDocumentStore.Location"/>
    public string Location => documents.Location;

    /// <summary>The pointer to the current setup; null if none was ever set.</summary>
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

    /// <summary>Stores a setup under its id. An existing setup isn't changed; an incomplete one is replaced.</summary>
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
    /// <param name="pin">The pin that prevents optimizers from replacing it; null: they may replace it.</param>
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
    /// <exception cref="StoreException">The name isn't a valid application name.</exception>
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

    /// <summary>Reads a stored setup and checks that its id matches its file name.</summary>
    private static FusionSetup ReadSetup(StoredDocument stored, string id, string location)
    {
        var setup = FusionSetup.Parse(stored.Content, location);
        return setup.Id == id ? setup : throw new SetupException(SetupCodes.WrongId, location, "id", $"This is setup '{setup.Id}', not '{id}'.");
    }
}

/// <summary>The pointer to the current setup. The store compares <paramref name="Version"/>, an ETag or a content hash.</summary>
/// <param name="Pin">Set if a person has pinned the setup. Then optimizers don't change the pointer.</param>
public sealed record StoredPointer(string App, string SetupId, long Sequence, string Version, SetupPin? Pin = null);
