using System.Security.Cryptography;
using Fusionize.Packaging;
using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>The zips next to a manifest.</summary>
internal sealed class Zips(string directory)
{
    public string PathOf(ManifestGroup group) => Path.Combine(directory, group.Zip);

    /// <summary>Reads a zip and checks that the manifest describes it.</summary>
    public async Task<byte[]> ReadAsync(ManifestGroup group, CancellationToken cancellation)
    {
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(PathOf(group), cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FusionizeException(DeployCodes.BadBuild, group.Function, $"The function's zip can't be read: {e.Message}", inner: e);
        }
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == group.Sha256
            ? bytes
            : throw new FusionizeException(DeployCodes.BadBuild, group.Function, $"{PathOf(group)} isn't the zip that the manifest describes.");
    }

    /// <summary>Checks all zips before the first call to the platform.</summary>
    public async Task CheckAsync(FusionManifest manifest, CancellationToken cancellation)
    {
        foreach (var group in manifest.Groups)
        {
            if (Path.GetFileName(group.Zip) != group.Zip)
                throw new FusionizeException(DeployCodes.BadBuild, group.Function, $"'{group.Zip}' isn't the name of a file next to the manifest.");
            await ReadAsync(group, cancellation);
        }
    }
}
