using Fusionize.Packaging;
using Fusionize.Packaging.Fusing;
using Fusionize.Setups.Manifests;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Fusionize.Build.Tasks;

/// <summary>Brings zips and fusion-manifest.json to where deployers read them, when every group is built.</summary>
public sealed class WriteOutput : FusionizeTask
{
    /// <summary>Where the groups were built.</summary>
    [Required]
    public string Directory { get; set; } = "";

    [Required]
    public string OutputPath { get; set; } = "";

    /// <summary>What lies there now.</summary>
    [Output]
    public ITaskItem[] Written { get; set; } = [];

    protected override System.Threading.Tasks.Task RunAsync(CancellationToken cancellation)
    {
        var output = Path.GetFullPath(OutputPath);
        var manifest = BuildOutput.Complete(Directory);
        foreach (var (warning, groups) in BuildOutput.Warnings(manifest, Directory))
            Log.LogWarning(null, PackagingCodes.LinkWarning, null, null, 0, 0, 0, 0, "{0}", $"{warning} (in {string.Join(", ", groups)})");
        var changed = BuildOutput.Write(manifest, Directory, output);
        Written = [.. manifest.Groups.Select(g => g.Zip).Append(FusionManifest.FileName).Select(f => new TaskItem(Path.Combine(output, f)))];
        Log.LogMessage(MessageImportance.High, "{0} -> {1} ({2} groups, {3} changed)", manifest.App, output, manifest.Groups.Length, changed.Length);
        return System.Threading.Tasks.Task.CompletedTask;
    }
}
