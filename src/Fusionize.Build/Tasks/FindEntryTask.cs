using Fusionize.Setups.Manifests;
using Microsoft.Build.Framework;

namespace Fusionize.Build.Tasks;

/// <summary>Finds out whether an assembly has an entry task.</summary>
public sealed class FindEntryTask : FusionizeTask
{
    /// <summary>The compiled assembly.</summary>
    [Required]
    public string Assembly { get; set; } = "";

    [Output]
    public bool IsFound { get; set; }

    protected override System.Threading.Tasks.Task RunAsync(CancellationToken cancellation)
    {
        IsFound = AppManifest.HasEntry(Assembly);
        return System.Threading.Tasks.Task.CompletedTask;
    }
}
