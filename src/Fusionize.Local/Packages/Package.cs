namespace Fusionize.Local.Packages;

/// <summary>A deployment package, extracted.</summary>
/// <param name="Sha256">The hash in base64, as Lambda returns it.</param>
/// <param name="Size">The size of the zip in bytes.</param>
internal sealed record Package(string Directory, string Sha256, long Size);
