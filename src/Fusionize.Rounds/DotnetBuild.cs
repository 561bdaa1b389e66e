using System.Diagnostics;
using Fusionize.Packaging;
using Fusionize.Setups;

namespace Fusionize.Rounds;

/// <summary>Runs <c>dotnet build</c> as a child process, as the developer would, with the setup from a store.</summary>
/// <param name="environment">Variables for the child process in addition to this process's.</param>
public sealed class DotnetBuild(AppProject project, LoopFolder folder, IReadOnlyDictionary<string, string> environment) : IAppBuild
{
    /// <summary>The build's warning.</summary>
    private const string LacksEntry = "warning FZ1024";

    private bool _restored;

    public async Task<BuiltApp> BuildAsync(IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            WorkingDirectory = project.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in Arguments())
            start.ArgumentList.Add(argument);
        // Set by `dotnet run` for the SDK that runs this tool; the application's global.json may choose another one.
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment.Remove("MSBuildExtensionsPath");
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        await File.WriteAllTextAsync(folder.BuildMark, "", CancellationToken.None);
        var (exitCode, lines) = await RunAsync(start, new BuildSteps(progress, isRestored: _restored), cancellation);
        File.Delete(folder.BuildMark);
        if (exitCode != 0)
            throw new FusionizeException(
                RoundCodes.BuildFailed,
                null,
                $"'{project.Name}' doesn't build: {Errors(lines)}",
                $"'dotnet build {project.File} -c Release' shows more"
            );
        _restored = true;

        if (lines.Exists(l => l.Contains(LacksEntry, StringComparison.Ordinal)))
            throw new FusionizeException(
                RoundCodes.NoEntry,
                null,
                $"'{project.Name}' has tasks, but no entry task that requests could come to",
                "mark one with [FusionTask(Entry = true)]"
            );
        var file = Path.Combine(folder.Output, FusionManifest.FileName);
        if (!File.Exists(file))
            throw new FusionizeException(RoundCodes.NotFused, null, $"the build of '{project.Name}' made no {FusionManifest.FileName}");
        return new BuiltApp(FusionManifest.Read(file), folder.Output, watch.Elapsed);
    }

    private IEnumerable<string> Arguments()
    {
        yield return "build";
        yield return project.File;
        yield return "-nologo";
        // The output that BuildSteps reads, line by line.
        yield return "-verbosity:normal";
        yield return "-consoleLoggerParameters:NoSummary;DisableMPLogging";
        yield return "-terminalLogger:off";
        yield return "-property:Configuration=Release";
        // The property is left out while the store is empty. Otherwise the build would use the last setup of an earlier loop's store, as if the store
        // had been lost.
        yield return $"-property:FusionizeStore={(folder.HasSetup ? folder.Store : "")}";
        yield return $"-property:FusionizeOutputPath={folder.Output}/";
        // No build server may outlive the loop.
        yield return "-nodeReuse:false";
        if (_restored)
            yield return "--no-restore";
        // A build that was killed may have left half-written files that look up to date.
        else if (File.Exists(folder.BuildMark))
            yield return "--no-incremental";
    }

    private static async Task<(int ExitCode, List<string> Lines)> RunAsync(ProcessStartInfo start, BuildSteps steps, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = start };
        var lines = new List<string>();
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return (process.ExitCode, lines);

        void Keep(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is not { } text)
                return;
            lock (lines)
            {
                lines.Add(text);
                steps.Read(text);
            }
        }
    }

    /// <summary>The error lines of the compiler and MSBuild; if there are none, the end of the output.</summary>
    private static string Errors(List<string> lines)
    {
        var errors = lines.Where(l => l.Contains(": error ", StringComparison.Ordinal)).Select(l => l.Trim()).Distinct().Take(10).ToList();
        return string.Join(Environment.NewLine + "  ", errors.Count > 0 ? errors : lines.TakeLast(10));
    }
}
