using System.Diagnostics;

namespace Fusionize.Tests.Infrastructure;

/// <summary>Other programs.</summary>
internal static class Commands
{
    /// <summary>Runs a command, which must succeed, and gives what it wrote.</summary>
    public static Task<string> RunAsync(string command, params string[] arguments) => RunInAsync(null, command, arguments);

    /// <inheritdoc cref="RunAsync"/>
    public static async Task<string> RunInAsync(string? folder, string command, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new(Tool.Find(command)!, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
                Environment = { ["TF_CLI_CONFIG_FILE"] = null, ["CHECKPOINT_DISABLE"] = "1" },
            },
        };
        process.Start();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)} exited with {process.ExitCode}: {await error}{await output}");
        return await output;
    }
}
