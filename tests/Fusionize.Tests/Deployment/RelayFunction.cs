using System.Text;

namespace Fusionize.Tests.Deployment;

/// <summary>The compiled relay application (tests/Fusionize.Tests.Relay) as a deployment package.</summary>
internal static class RelayFunction
{
    public const string Handler = "Fusionize.Tests.Relay";

    private static readonly (string, byte[], int)[] s_files = Files();

    /// <param name="text">What the package says of itself: its group, whom it calls, and anything that makes its code another.</param>
    public static byte[] Zip(string text) => Local.Zips.Of([.. s_files, ("relay.txt", Encoding.UTF8.GetBytes(text), 0x1A4)]);

    private static (string, byte[], int)[] Files()
    {
        // …/Fusionize.Tests/bin/<configuration>/net10.0/ → …/Fusionize.Tests.Relay/bin/<configuration>/net10.0/
        var own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        var folder = Path.GetFullPath(
            Path.Combine(own, "..", "..", "..", "..", Handler, "bin", Path.GetFileName(Path.GetDirectoryName(own)!), Path.GetFileName(own))
        );
        return
        [
            .. new[] { Handler + ".dll", Handler + ".deps.json", Handler + ".runtimeconfig.json", "Fusionize.dll" }.Select(name =>
                (name, File.ReadAllBytes(Path.Combine(folder, name)), 0x1A4)
            ),
        ];
    }
}
