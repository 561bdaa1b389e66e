namespace Fusionize.Local.Packages;

/// <summary>A deployment package, extracted.</summary>
/// <param name="Sha256">Base64, as Lambda shows it.</param>
/// <param name="Size">Bytes of the zip.</param>
internal sealed record Package(string Directory, string Sha256, long Size);
