using Fusionize.Packaging;
using Fusionize.Packaging.Fusing;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Fusionize.Build.Tasks;

/// <summary>Lists the assemblies of one group to compile ahead of time, after linking.</summary>
public sealed class ListAssemblies : FusionizeTask
{
    [Required]
    public string Directory { get; set; } = "";

    [Output]
    public ITaskItem[] Assemblies { get; set; } = [];

    /// <summary>The folders with these assemblies and their references.</summary>
    [Output]
    public ITaskItem[] ReferenceDirectories { get; set; } = [];

    /// <summary><c>x64</c> or <c>arm64</c>.</summary>
    [Output]
    public string Processor { get; set; } = "";

    protected override System.Threading.Tasks.Task RunAsync(CancellationToken cancellation)
    {
        var recipe = PackRecipe.Read(Path.Combine(Directory, FusePlan.RecipeFile));
        var assemblies = GroupPacker.ToCompile(recipe).ToList();
        Assemblies = [.. assemblies.Select(a => new TaskItem(a))];
        ReferenceDirectories = [.. assemblies.Select(a => Path.GetDirectoryName(a)!).Distinct().Select(d => new TaskItem(d))];
        Processor = recipe.Processor;
        return System.Threading.Tasks.Task.CompletedTask;
    }
}
