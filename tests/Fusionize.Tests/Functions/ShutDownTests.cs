using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Fusionize.Local;
using Fusionize.Local.Processes;
using Fusionize.Tests.Deployment;
using Fusionize.Tests.Infrastructure;
using Fusionize.Tests.Local;

namespace Fusionize.Tests.Functions;

/// <summary>The end of a function's process, real ones.</summary>
public sealed class ShutDownTests
{
    [Theory]
    [InlineData("A", 60_000)]
    [InlineData("A  untidy", 60_000)]
    [InlineData("A  endless", 6000)]
    public async Task At_SIGTERM_services_are_disposed_and_the_process_ends_well(string relay, int milliseconds)
    {
        using var folder = new TemporaryFolder("fusionize-shutdown-");
        using (var zip = new ZipArchive(new MemoryStream(RelayFunction.Zip(relay))))
            zip.ExtractToDirectory(folder.Path);
        using var api = new RuntimeApiStub();
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(folder.Path, RelayFunction.Handler + ".dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = api.HostAndPort;
        start.Environment["FUSIONIZE_QUALIFIER"] = RuntimeApiStub.Release;
        start.Environment["FUSIONIZE_SHUTDOWN_MS"] = milliseconds.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        Assert.False((await api.InvokeAsync("{}")).IsError);

        Assert.Equal(0, Native.Kill(process.Id, Native.SIGTERM));
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(90)).Token);

        Assert.Equal(0, process.ExitCode);
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["{", "relay A has tidied up"], lines.Select(l => l.StartsWith('{') ? "{" : l));
        Assert.Equal(
            relay.Contains("untidy", StringComparison.Ordinal),
            (await errors).Contains("told to fail at the end", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_local_platform_lets_an_instance_tidy_up_when_it_has_no_more_use_for_it()
    {
        await using var platform = await TestPlatform.StartAsync(
            new LocalPlatformOptions
            {
                EnforceCpu = false,
                IdleExpiry = TimeSpan.FromMilliseconds(200),
                ShutDownLimit = TimeSpan.FromSeconds(30),
            }
        );
        await platform.Client.CreateAsync(
            "relay",
            RelayFunction.Zip("A"),
            handler: RelayFunction.Handler,
            environment: ("FUSIONIZE_SHUTDOWN_MS", "30000")
        );
        Assert.Equal(200, (await platform.Client.InvokeAsync("relay")).Status);

        for (var i = 0; platform.Platform.GetStatus().Instances > 0; i++)
        {
            Assert.True(i < 3000, "the instance lives on");
            await Task.Delay(10);
        }
        Assert.Contains("relay A has tidied up", await platform.Client.MessagesAsync("relay"));
    }
}
