using System.Text;
using Fusionize.Packaging.Fusing;
using Fusionize.Setups.Manifests;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Fusionize.Build.Tasks;

/// <summary>Compiles one assembly of a group ahead of time (ReadyToRun), so that the function starts without the JIT compiler.</summary>
public sealed class CompileAssembly : ToolTask
{
    /// <summary>crossgen2, as a program of its own or as an assembly.</summary>
    [Required]
    public string Compiler { get; set; } = "";

    /// <summary>The dotnet program, if the compiler is an assembly.</summary>
    [Required]
    public string DotNet { get; set; } = "";

    [Required]
    public string Assembly { get; set; } = "";

    /// <summary>The path of the compiled assembly.</summary>
    [Required]
    public string OutputDirectory { get; set; } = "";

    /// <summary>Folders with referenced assemblies.</summary>
    [Required]
    public string[] ReferenceDirectories { get; set; } = [];

    /// <summary><c>x64</c> or <c>arm64</c>.</summary>
    [Required]
    public string Processor { get; set; } = "";

    private bool IsProgram => !Compiler.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    private string Output => Path.Combine(OutputDirectory, Path.GetFileName(Assembly));

    protected override string ToolName => Path.GetFileName(Compiler);

    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.Low;

    protected override string GenerateFullPathToTool() => IsProgram ? Compiler : DotNet;

    protected override string GenerateCommandLineCommands() => IsProgram ? "" : $"exec \"{Compiler}\"";

    protected override string GenerateResponseFileCommands()
    {
        var text = new StringBuilder().Append('"').Append(Assembly).Append("\"\n--out\n\"").Append(Output).Append("\"\n");
        foreach (var directory in ReferenceDirectories)
            text.Append("-r\n\"").Append(Path.Combine(directory, "*.dll")).Append("\"\n");
        return text.Append("--targetos:linux\n--targetarch:").Append(Processor).Append("\n-O\n").ToString();
    }

    public override bool Execute()
    {
        try
        {
            Directory.CreateDirectory(OutputDirectory);
            if (!ReadyToRun.IsCompiled(Assembly))
                return base.Execute();
            File.Copy(Assembly, Output, overwrite: true);
            return true;
        }
        catch (Exception e) when (Failures.Known(e) is { } known)
        {
            Log.LogError(known);
            return false;
        }
    }

    protected override bool HandleTaskExecutionErrors()
    {
        if (!Log.HasLoggedErrors)
            Log.LogError(
                null,
                PackagingCodes.CompileFailed,
                null,
                Assembly,
                0,
                0,
                0,
                0,
                "The ahead-of-time compiler ended with exit code {0}.",
                ExitCode
            );
        return false;
    }
}
