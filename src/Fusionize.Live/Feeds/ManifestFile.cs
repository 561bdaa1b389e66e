using Fusionize.Packaging;
using Fusionize.Setups;

namespace Fusionize.Live.Feeds;

/// <summary>The manifest of a build's output, read again when the file has changed.</summary>
/// <param name="folder">The build's output; null: none is known.</param>
internal sealed class ManifestFile(string? folder)
{
    private FusionManifest? _manifest;
    private DateTime _written;

    /// <summary>The last manifest that could be read. While a build writes it, that is the one before.</summary>
    public FusionManifest? Read()
    {
        if (folder is null)
            return null;
        var file = Path.Combine(folder, FusionManifest.FileName);
        var written = File.GetLastWriteTimeUtc(file);
        if (written == _written || !File.Exists(file))
            return _manifest;
        try
        {
            _manifest = FusionManifest.Read(file);
            _written = written;
        }
        catch (Exception e) when (e is FusionizeException or IOException or UnauthorizedAccessException)
        {
            // A build writes it at this moment, or nobody may read it: the next look tries again.
        }
        return _manifest;
    }
}
