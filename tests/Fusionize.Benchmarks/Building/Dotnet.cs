using System.Diagnostics;
using System.Text;

namespace Fusionize.Benchmarks.Building;

/// <summary>Runs <c>dotnet</c> as a developer does, in build nodes of its own: no other build's nodes are used, and none of these outlives the
/// suite.</summary>
internal sealed class Dotnet : IDisposable
{
    private readonly string _salt = Guid.NewGuid().ToString("n");

    /// <summary>Gives the output; throws it when the command fails.</summary>
    public string Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // `dotnet run` tells its children which SDK it runs with; and nothing but the defaults for build nodes and compiler server, whatever this
        // machine is set to.
        foreach (
            var key in start
                .Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k == "UseSharedCompilation")
                .ToList()
        )
            start.Environment.Remove(key);
        // It would overrule the package folder that an application's NuGet.Config names.
        if (File.Exists(Path.Combine(folder, "NuGet.Config")))
            start.Environment.Remove("NUGET_PACKAGES");
        start.Environment["MSBUILDNODEHANDSHAKESALT"] = _salt;
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += Append;
        process.ErrorDataReceived += Append;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.ToString()
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} in {folder} ended with {process.ExitCode}:\n{output}");

        void Append(object sender, DataReceivedEventArgs line)
        {
            lock (output)
                output.AppendLine(line.Data);
        }
    }

    /// <summary>Seconds that a command took.</summary>
    public double Time(string folder, params string[] arguments)
    {
        var started = Stopwatch.GetTimestamp();
        Run(folder, arguments);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public void Dispose() => Run(Path.GetTempPath(), "build-server", "shutdown", "--msbuild");
}
