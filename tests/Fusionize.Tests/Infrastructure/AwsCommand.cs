using System.Diagnostics;

namespace Fusionize.Tests.Infrastructure;

/// <summary>AWS's own command-line client.</summary>
internal static class AwsCommand
{
    /// <summary>Runs a command against an endpoint and gives what it wrote.</summary>
    public static async Task<string> RunAsync(Uri endpoint, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new(Tool.Find("aws")!, ["--endpoint-url", endpoint.ToString().TrimEnd('/'), "--output", "json", .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["AWS_ACCESS_KEY_ID"] = "test",
                    ["AWS_SECRET_ACCESS_KEY"] = "test",
                    ["AWS_REGION"] = "us-east-1",
                    ["AWS_DEFAULT_REGION"] = "us-east-1",
                    ["AWS_PROFILE"] = null,
                    ["AWS_PAGER"] = "",
                    ["AWS_MAX_ATTEMPTS"] = "1",
                },
            },
        };
        process.Start();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"aws {string.Join(' ', arguments)} exited with {process.ExitCode}: {await error}{await output}");
        return await output;
    }
}
