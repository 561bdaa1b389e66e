namespace Fusionize.Setups.Stores;

/// <summary>
/// A store's documents: small JSON files by name, such as <c>setups/current.json</c>, that are written atomically. Safe for any number of readers and
/// writers in any number of processes. Failures throw a <see cref="StoreException"/>.
/// </summary>
public interface IDocumentStore
{
    /// <summary>The store's location, for people.</summary>
    string Location { get; }

    /// <summary>The location of a document, for people.</summary>
    string LocationOf(string name);

    /// <summary>Reads a document; null if there is none.</summary>
    /// <param name="name">The document's name.</param>
    /// <param name="isImmutable">Whether the document never changes once it is written, so that a local copy may be used.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task<StoredDocument?> ReadAsync(string name, bool isImmutable, CancellationToken cancellation);

    /// <summary>
    /// Writes a document if its version is still <paramref name="expected"/> (null: if there is none yet). Returns false if another writer came
    /// first.
    /// </summary>
    Task<bool> TryWriteAsync(string name, byte[] content, string? expected, CancellationToken cancellation);

    /// <summary>Writes a document, replacing any earlier one.</summary>
    Task WriteAsync(string name, byte[] content, CancellationToken cancellation);

    /// <summary>The names of the documents in a folder, without the folder and without <c>.json</c>, in any order.</summary>
    Task<IReadOnlyCollection<string>> ListAsync(string folder, CancellationToken cancellation);
}

/// <summary>A document as it is stored. The store compares <paramref name="Version"/>, an ETag or a content hash.</summary>
public sealed record StoredDocument(byte[] Content, string Version);
