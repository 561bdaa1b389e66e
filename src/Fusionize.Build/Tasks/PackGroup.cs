using Fusionize.Packaging;
using Fusionize.Packaging.Fusing;
using Microsoft.Build.Framework;

namespace Fusionize.Build.Tasks;

/// <summary>Zips one group.</summary>
public sealed class PackGroup : FusionizeTask
{
    /// <summary>The group's directory. Its recipe.json contains all other inputs.</summary>
    [Required]
    public string Directory { get; set; } = "";

    protected override System.Threading.Tasks.Task RunAsync(CancellationToken cancellation)
    {
        var recipe = PackRecipe.Read(Path.Combine(Directory, FusePlan.RecipeFile));
        var packed = GroupPacker.Pack(recipe, Directory);
        Log.LogMessage(MessageImportance.Normal, "{0}.zip: {1} bytes", recipe.Group, packed.Bytes);
        return System.Threading.Tasks.Task.CompletedTask;
    }
}
