namespace Fusionize.Tests.Local;

/// <summary>The compiled probe function (tests/Fusionize.Tests.Probe) as a deployment package.</summary>
internal static class ProbeFunction
{
    private const string Name = "Fusionize.Tests.Probe";

    public static byte[] Zip { get; } = Pack();

    public const string Handler = Name;

    private static byte[] Pack()
    {
        // …/Fusionize.Tests/bin/<configuration>/net10.0/ → …/Fusionize.Tests.Probe/bin/<configuration>/net10.0/
        var own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        var framework = Path.GetFileName(own);
        var configuration = Path.GetFileName(Path.GetDirectoryName(own)!);
        var folder = Path.GetFullPath(Path.Combine(own, "..", "..", "..", "..", Name, "bin", configuration, framework));
        return Zips.Of([
            .. new[] { ".dll", ".deps.json", ".runtimeconfig.json" }.Select(e =>
                (Name + e, File.ReadAllBytes(Path.Combine(folder, Name + e)), 0x1A4)
            ),
        ]);
    }
}
