using Fusionize.Engine.Packaging;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Fusionize.Build.Tasks;

/// <summary>Runs the linker over one group.</summary>
public sealed class LinkGroup : ToolTask
{
    /// <summary>illink.dll.</summary>
    [Required]
    public string Linker { get; set; } = "";

    /// <summary>The dotnet program.</summary>
    [Required]
    public string DotNet { get; set; } = "";

    /// <summary>The group's directory; its link.rsp says everything.</summary>
    [Required]
    public string Directory { get; set; } = "";

    private readonly SortedSet<string> _warnings = new(StringComparer.Ordinal);

    protected override string ToolName => Path.GetFileName(DotNet);

    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.Normal;

    protected override string GenerateFullPathToTool() => DotNet;

    protected override string GenerateCommandLineCommands()
    {
        var line = new CommandLineBuilder();
        line.AppendSwitch("exec");
        line.AppendFileNameIfNotNull(Linker);
        line.AppendSwitch("@\"" + Path.Combine(Directory, FusePlan.LinkFile) + "\"");
        return line.ToString();
    }

    public override bool Execute()
    {
        // The linker only adds: what an earlier setup needed would stay.
        var linked = Path.Combine(Directory, "linked");
        if (System.IO.Directory.Exists(linked))
            System.IO.Directory.Delete(linked, recursive: true);
        // For a second of work on one core: neither server GC nor profiling for a later tier pays.
        EnvironmentVariables = ["DOTNET_gcServer=0", "DOTNET_TieredPGO=0", "DOTNET_TieredCompilation=1"];
        if (!base.Execute())
            return false;
        WholeFile.WriteIfChanged(Path.Combine(Directory, GroupPacker.WarningsFile), string.Join('\n', _warnings));
        foreach (var (file, original) in GroupPacker.Linked(PackRecipe.Read(Path.Combine(Directory, FusePlan.RecipeFile))))
            LinkedAssembly.Normalize(file, original);
        return true;
    }

    /// <summary>Warnings are kept: they are reported once for all groups, and again by builds that have nothing to link.</summary>
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        if (singleLine.Contains("warning IL", StringComparison.Ordinal))
            _warnings.Add(singleLine.Trim());
        else
            base.LogEventsFromTextOutput(singleLine, messageImportance);
    }

    protected override bool HandleTaskExecutionErrors()
    {
        if (!Log.HasLoggedErrors)
            Log.LogError(null, PackagingCodes.LinkFailed, null, null, 0, 0, 0, 0, "The linker ended with exit code {0}.", ExitCode);
        return false;
    }
}
