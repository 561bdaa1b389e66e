using System.Runtime.InteropServices;
using Fusionize.Packaging;
using Fusionize.Packaging.Fusing;
using Fusionize.Setups;
using Fusionize.Setups.Files;
using Fusionize.Setups.Manifests;
using Microsoft.Build.Framework;

namespace Fusionize.Build.Tasks;

/// <summary>Starts every zip that has changed since its last start.</summary>
public sealed class SmokeStartGroups : FusionizeTask
{
    /// <summary>The folder in which the groups were built.</summary>
    [Required]
    public string Directory { get; set; } = "";

    [Required]
    public string OutputPath { get; set; } = "";

    [Required]
    public string DotNet { get; set; } = "";

    /// <summary>Time limit of INIT, in seconds.</summary>
    public int Timeout { get; set; } = 30;

    protected override System.Threading.Tasks.Task RunAsync(CancellationToken cancellation)
    {
        var manifest = FusionManifest.Read(Path.Combine(OutputPath, FusionManifest.FileName));
        var here = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? Architectures.Arm64 : Architectures.X64;
        return Parallel.ForEachAsync(manifest.Groups, cancellation, async (group, token) =>
        {
            var started = Path.Combine(Directory, group.Name, "started.txt");
            if (File.Exists(started) && await File.ReadAllTextAsync(started, token) == group.Sha256)
                return;
            if (group.Architecture != here)
            {
                Log.LogMessage("{0} is for {1}: not started here.", group.Zip, group.Architecture);
                return;
            }
            if (
                await SmokeStart.TryAsync(Path.Combine(OutputPath, group.Zip), group.Handler, DotNet, TimeSpan.FromSeconds(Timeout), token) is
                { } failure
            )
                Error(new FusionizeException(PackagingCodes.DoesNotStart, group.Zip, $"The function of group {group.Name} doesn't start. {failure}"));
            else
                WholeFile.WriteIfChanged(started, group.Sha256);
        });
    }
}
