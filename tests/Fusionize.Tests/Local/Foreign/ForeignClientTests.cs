using System.Diagnostics;
using System.Runtime.CompilerServices;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Local.Foreign;

/// <summary>The official AWS SDK for JavaScript, its waiters and paginators, and functions in other languages. Nothing of ours speaks here.</summary>
public class ForeignClientTests
{
    [FactIfJavaScriptSdk]
    public async Task AWSs_JavaScript_client_is_content()
    {
        await using var platform = await TestPlatform.StartAsync();
        var folder = Directory.CreateTempSubdirectory("fusionize-foreign-").FullName;
        foreach (var (name, source) in new[] { ("node", "node-bootstrap.js"), ("python", "python-bootstrap.py") })
        {
            var zip = Zips.Of(("bootstrap", await File.ReadAllBytesAsync(Path.Combine(JavaScriptSdk.Sources(), source)), 0x1ED));
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".zip"), zip);
        }

        var (exitCode, output) = await JavaScriptSdk.RunAsync(
            "node",
            ["client.js", platform.Platform.Endpoint.ToString(), folder],
            TimeSpan.FromMinutes(3)
        );

        Assert.True(exitCode == 0 && output.EndsWith("done\n", StringComparison.Ordinal), output);
        await platform.IdleAsync();
        Assert.Equal(1, platform.Platform.GetStatus().Errors); // the one that was asked for
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>A test that needs Node, Python, and the SDK from npm; where one is missing, the test says so and is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfJavaScriptSdkAttribute : FactAttribute
{
    public FactIfJavaScriptSdkAttribute() => Skip = JavaScriptSdk.Missing;
}

/// <summary>The SDK, restored once beside the test assembly.</summary>
internal static class JavaScriptSdk
{
    private static readonly Lazy<string?> s_missing = new(Restore);
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "foreign-client");

    /// <summary>Why there is none; null when there is one.</summary>
    public static string? Missing => s_missing.Value;

    public static string Sources([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    private static string? Restore()
    {
        if (Tool.FirstMissing(["node", "npm", "python3"]) is { } tool)
            return $"'{tool}' is not on the PATH.";
        Directory.CreateDirectory(s_folder);
        var changed = false;
        foreach (var file in new[] { "package.json", "package-lock.json", "client.js" })
        {
            var (source, copy) = (Path.Combine(Sources(), file), Path.Combine(s_folder, file));
            if (!File.Exists(source))
                return $"The sources of the tests are not at {Sources()}.";
            changed |= file != "client.js" && !(File.Exists(copy) && File.ReadAllText(copy) == File.ReadAllText(source));
            File.Copy(source, copy, overwrite: true);
        }
        if (!changed && Directory.Exists(Path.Combine(s_folder, "node_modules")))
            return null;
        var (exitCode, output) = RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], TimeSpan.FromMinutes(2))
            .GetAwaiter()
            .GetResult();
        if (exitCode == 0)
            return null;
        File.Delete(Path.Combine(s_folder, "package.json"));
        return $"npm can't restore the AWS SDK for JavaScript: {output.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()}";
    }

    public static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, TimeSpan limit)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Tool.Find(program)!, arguments)
            {
                WorkingDirectory = s_folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} took longer than {limit}");
        }
        return (process.ExitCode, await error + await output);
    }
}
