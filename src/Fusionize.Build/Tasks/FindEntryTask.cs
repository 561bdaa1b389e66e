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

    /// <summary>Whether it has tasks, and none of them is an entry task.</summary>
    [Output]
    public bool IsLacking { get; set; }

    protected override System.Threading.Tasks.Task RunAsync(CancellationToken cancellation)
    {
        (IsFound, IsLacking) = (AppManifest.HasEntry(Assembly), AppManifest.LacksEntry(Assembly));
        return System.Threading.Tasks.Task.CompletedTask;
    }
}
