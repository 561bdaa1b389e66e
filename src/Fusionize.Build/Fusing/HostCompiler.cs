using System.Reflection;
using Fusionize.Packaging.Fusing;
using Fusionize.Setups;
using Fusionize.Setups.Files;
using Fusionize.Setups.Manifests;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Fusionize.Build.Fusing;

/// <summary>The inputs for compiling an application's host.</summary>
/// <param name="RoslynPath">Folder of the SDK's compiler, <c>$(RoslynTargetsPath)</c>.</param>
/// <param name="References">The referenced assemblies.</param>
/// <param name="Analyzers">The generators that complete it.</param>
/// <param name="Directory">The folder of all groups.</param>
internal sealed record HostCompilation(
    string RoslynPath,
    ITaskItem[] References,
    ITaskItem[] Analyzers,
    string Directory,
    string DefineConstants,
    bool UseSharedCompilation
)
{
    /// <summary>Whether the compiler optimizes. Only an optimized host can be cut; one that isn't starts sooner.</summary>
    public bool IsOptimized { get; init; } = true;

    private const string ConfigurationFile = "host.globalconfig";
    private const string InfoFile = "HostInfo.cs";

    public string Configuration => Path.Combine(Directory, ConfigurationFile);

    public string Info => Path.Combine(Directory, InfoFile);

    public void WriteShared(string frameworkMoniker)
    {
        WholeFile.WriteIfChanged(Configuration, "is_global = true\nbuild_property.FusionizeHost = true\n");
        WholeFile.WriteIfChanged(Info, $"[assembly: global::System.Runtime.Versioning.TargetFramework(\"{frameworkMoniker}\")]\n");
    }
}

/// <summary>Compiles the host of all groups with the SDK's own task Csc, which uses the compiler server if there is one.</summary>
internal sealed class HostCompiler(HostCompilation compilation, IBuildEngine engine)
{
    /// <summary>
    /// Warnings that the user can't act on: framework versions; types with the same simple name, which get names of their own, which may require a
    /// second run; and enum converters that only native programs don't support, whose linker reports them.
    /// </summary>
    public const string DisabledWarnings = "1701;1702;SYSLIB1031;SYSLIB1034";

    private readonly Type _csc = Assembly
        .LoadFrom(Path.Combine(compilation.RoslynPath, "Microsoft.Build.Tasks.CodeAnalysis.dll"))
        .GetType("Microsoft.CodeAnalysis.BuildTasks.Csc", throwOnError: true)!;

    /// <summary>Compiles the host until it has the metadata of all types.</summary>
    public void Complete(ApplicationHost host)
    {
        IReadOnlyList<string> gaps;
        do
        {
            Compile(host);
            gaps = JsonGaps.Of(host.Assembly);
            if (gaps.Count > 0 && !host.TryName(gaps))
                throw new InvalidOperationException($"The JSON generator makes no metadata of {string.Join(", ", gaps)}.");
        } while (gaps.Count > 0);
        host.Compiled();
    }

    private void Compile(ApplicationHost host)
    {
        var messages = new HostMessages(engine);
        var directory = host.Folder;
        var task = (ITask)Activator.CreateInstance(_csc)!;
        task.BuildEngine = messages;
        Set("Sources", Items(Path.Combine(directory, ApplicationHost.JsonFile), compilation.Info));
        Set("AdditionalFiles", Items(Path.Combine(directory, FusePlan.SliceFile)));
        // Without aliases: generated code names every type by its full name alone.
        Set("References", Items([.. compilation.References.Select(r => r.GetMetadata("FullPath"))]));
        Set("Analyzers", compilation.Analyzers);
        Set("AnalyzerConfigFiles", Items(compilation.Configuration));
        Set("OutputAssembly", new TaskItem(GroupProjects.Escape(host.Assembly)));
        Set("TargetType", "exe");
        Set("DefineConstants", compilation.DefineConstants);
        Set("LangVersion", "latest");
        Set("Nullable", "enable");
        // A host has no public members.
        Set("Features", "nullablePublicOnly");
        Set("Optimize", compilation.IsOptimized);
        Set("Deterministic", true);
        Set("DebugType", "none");
        // The compiler expects ',' and '=' in a path to be doubled.
        Set("PathMap", directory.Replace(",", ",,", StringComparison.Ordinal).Replace("=", "==", StringComparison.Ordinal) + "=/_/");
        Set("NoConfig", true);
        Set("NoStandardLib", true);
        Set("NoLogo", true);
        Set("Utf8Output", true);
        Set("WarningLevel", 4);
        Set("DisabledWarnings", DisabledWarnings);
        Set("WarningsAsErrors", "CS8785;CS9057");
        Set("UseSharedCompilation", compilation.UseSharedCompilation);
        if (!task.Execute())
            throw new FusionizeException(
                PackagingCodes.HostFailed,
                directory,
                $"The functions' host doesn't compile: {string.Join(" ", messages.Errors.Order(StringComparer.Ordinal).Distinct().Take(3))}"
            );
        messages.LogWarnings();

        void Set(string property, object value) => _csc.GetProperty(property)!.SetValue(task, value);
    }

    private static ITaskItem[] Items(params string[] files) => [.. files.Select(f => new TaskItem(GroupProjects.Escape(f)))];
}
