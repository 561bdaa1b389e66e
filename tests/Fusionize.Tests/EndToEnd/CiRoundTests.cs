using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Fusionize.Aws;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Records;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.EndToEnd;

/// <summary>
/// The script that CI runs, docs/ci/round.sh, as it is, and a loop, with marked secrets in all places where there are some: nothing that they
/// print or leave behind holds one.
/// </summary>
public sealed class CiRoundTests(ErrandsApp app) : IClassFixture<ErrandsApp>
{
    private const string Key = "MarkedKey7391",
        SessionToken = "MarkedToken7391",
        FunctionKey = "MarkedFunctionKey7391",
        Payload = "MarkedPayload7391",
        Value = "MarkedValue7391",
        Variable = "ERRANDS_PASSWORD";
    private static readonly string[] Secrets = [Key, SessionToken, FunctionKey, Payload, Value];

    [FactIfTool("bash")]
    public async Task A_round_of_the_CI_script_publishes_the_next_setup_and_nothing_says_a_secret()
    {
        var data = Path.Combine(app.Folder, "platform");
        await using var platform = await LocalPlatform.StartAsync(
            new()
            {
                DataDirectory = data,
                EnforceCpu = false,
                Environment = new Dictionary<string, string> { ["AWS_SECRET_ACCESS_KEY"] = FunctionKey },
            }
        );
        await using var proxy = await StubServer.StartAsync((context, request) => StubServer.ForwardAsync(context, request, platform.Endpoint));
        var (store, work) = (Path.Combine(app.Folder, "store"), Directory.CreateDirectory(Path.Combine(app.Folder, "work")).FullName);
        System.Environment.SetEnvironmentVariable(Variable, Value);
        // Each of the few requests is traced, whatever the sampling plan says.
        app.Write(
            "deploy.targets",
            $"""
            <Project>
              <PropertyGroup><FusionizeTrace>on</FusionizeTrace></PropertyGroup>
              <ItemGroup><FusionizeVariable Include="PASSWORD" FromEnvironment="{Variable}" /></ItemGroup>
            </Project>
            """
        );

        using var lambda = new AwsConnection { Endpoint = platform.Endpoint }.Lambda();
        var output = await RoundAsync();

        // The round had its effect.
        var setups = SetupStores.Open(store);
        var current = (await setups.GetCurrentAsync(default))?.SetupId;
        Assert.True(current is not null && output.Contains(current), output);
        var first = Assert.Single(await setups.GetRoundsAsync(default).Where(r => r.Ended is not null).ToListAsync());
        Assert.Equal((1, 4, 1), (first.Round, first.Outcome!.Requests, first.Outcome.Errors));
        Assert.Equal(4, await SetupStores.OpenRecords(store).ReadAsync(first.SetupId).CountAsync(r => r.IsRoot));

        // The next one, on a machine that knows nothing of it, decides by both.
        File.Delete(Path.Combine(app.Folder, "bin", "Release", "fusion", "fusion-manifest.json"));
        output += await RoundAsync();
        Assert.Equal(8, await setups.GetRoundsAsync(default).Select(r => r.Outcome?.Requests ?? 0).SumAsync());

        // From MSBuild, with a variable's value; and a loop.
        var deployed = await app.DotnetAsync("build", "-c:Release", "-p:FusionizeDeploy=true", $"-p:FusionizeEndpoint={platform.Endpoint}");
        Assert.True(deployed.ExitCode == 0, deployed.Output);
        Assert.Equal(Value, (await lambda.GetFunctionConfigurationAsync(new() { FunctionName = "errands-Ask" })).Environment!.Variables!["PASSWORD"]);
        using var loop = Start(
            work,
            proxy.Endpoint,
            [],
            "fusionize",
            "loop",
            app.Folder,
            "--rounds",
            "1",
            "--rate",
            "2/s",
            "--duration",
            "1s",
            "--data",
            $$"""{"lines":1,"note":"{{Payload}}"}"""
        );
        var (rows, progress) = (loop.StandardOutput.ReadToEndAsync(), loop.StandardError.ReadToEndAsync());
        await loop.WaitForExitAsync();
        Assert.True(loop.ExitCode == 0, await rows + await progress);

        foreach (
            var (place, text) in Texts(app.Folder).Concat([("script", output), ("build", deployed.Output), ("loop", await rows + await progress)])
        )
            Assert.All(Secrets, secret => Assert.False(text.Contains(secret), $"'{secret}' stands in {place}"));

        // The guard can fail: they were there.
        Assert.Contains(proxy.Requests, r => r.Headers.Values.Contains(SessionToken));
        Assert.Contains(Texts(app.Folder), t => t.Text.Contains("\"fusionize\":1") && t.Place.Contains("platform"));
        Assert.Contains(Texts(app.Folder), t => t.Place.EndsWith("loop.json", StringComparison.Ordinal));
        Assert.Contains(Texts(app.Folder), t => t.Place.EndsWith(".zip/errands.dll", StringComparison.OrdinalIgnoreCase));

        // Runs the script; as soon as it waits for traffic, four requests come, one of them a bad one. The script waits until all reports are
        // in the log, however slow the machine is.
        async Task<string> RoundAsync()
        {
            var arrived = Path.Combine(work, Path.GetRandomFileName());
            using var script = Start(
                work,
                proxy.Endpoint,
                new()
                {
                    ["STORE"] = store,
                    ["ROLE"] = "arn:aws:iam::123456789012:role/any",
                    ["WAIT"] = arrived,
                },
                "bash",
                Path.Combine(Repository.Root, "docs/ci/round.sh"),
                app.Folder
            );
            var (output, error) = (script.StandardOutput.ReadToEndAsync(), script.StandardError.ReadToEndAsync());
            while (!File.Exists(arrived + ".asleep") && !script.HasExited)
                await Task.Delay(50);
            for (var i = 0; i < 3 && !script.HasExited; i++)
                Assert.Equal($"\"{Payload}\"", await InvokeAsync($$"""{"lines":1,"note":"{{Payload}}"}"""));
            await InvokeAsync($$"""{"lines":"{{Payload}}"}""");
            while (!platform.GetStatus().Idle && !script.HasExited)
                await Task.Delay(50);
            await File.WriteAllTextAsync(arrived, "");
            await script.WaitForExitAsync();
            Assert.True(script.ExitCode == 0, await output + await error);
            return await output + await error;
        }

        async Task<string> InvokeAsync(string payload) =>
            Encoding.UTF8.GetString(
                (
                    await lambda.InvokeAsync(
                        new()
                        {
                            FunctionName = "errands-Ask",
                            Qualifier = Aliases.Live,
                            Payload = payload,
                        }
                    )
                ).Payload!.ToArray()
            );
    }

    /// <summary>Starts a command with the tool on its PATH and marked credentials.</summary>
    private Process Start(string folder, Uri endpoint, Dictionary<string, string> environment, string command, params string[] arguments)
    {
        var tools = Directory.CreateDirectory(Path.Combine(app.Folder, "tools")).FullName;
        var tool = Path.Combine(tools, "fusionize");
        if (!File.Exists(tool))
        {
            File.WriteAllText(tool, $"#!/bin/sh\nexec dotnet exec '{typeof(CiRoundTests).Assembly.Location}' tool \"$@\"\n");
            // The script sleeps while traffic passes. Here: until a file is there, and a second file tells that it sleeps.
            var sleep = Path.Combine(tools, "sleep");
            File.WriteAllText(sleep, "#!/bin/sh\n: > \"$1.asleep\"\nuntil [ -e \"$1\" ]; do PATH=/usr/bin:/bin sleep 0.05; done\n");
            if (!OperatingSystem.IsWindows())
                foreach (var file in new[] { tool, sleep })
                    File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }
        var start = new ProcessStartInfo(command == "fusionize" ? tool : command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        environment["PATH"] = tools + Path.PathSeparator + System.Environment.GetEnvironmentVariable("PATH");
        (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"], environment["AWS_SESSION_TOKEN"]) = (
            "AKIDMARKED",
            Key,
            SessionToken
        );
        (environment["AWS_ENDPOINT_URL"], environment["AWS_REGION"]) = (endpoint.ToString(), "us-east-1");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>All files under a folder as text, and what is in those that are compressed.</summary>
    private static IEnumerable<(string Place, string Text)> Texts(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            byte[] bytes;
            try
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                bytes = new byte[stream.Length];
                bytes = bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
            }
            catch (IOException)
            {
                continue; // gone meanwhile, or a lock
            }
            // Assemblies hold their strings in UTF-16.
            yield return (file, Encoding.Latin1.GetString(bytes) + Encoding.Latin1.GetString(bytes.Where(b => b != 0).ToArray()));
            if (file.EndsWith(".gz", StringComparison.Ordinal))
                yield return (
                    file,
                    new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress), Encoding.Latin1).ReadToEnd()
                );
            if (!file.EndsWith(".zip", StringComparison.Ordinal))
                continue;
            using var zip = new ZipArchive(new MemoryStream(bytes));
            foreach (var entry in zip.Entries)
            {
                using var content = new MemoryStream();
                using (var opened = entry.Open())
                    opened.CopyTo(content);
                yield return ($"{file}/{entry.FullName}", Encoding.Latin1.GetString(content.ToArray().Where(b => b != 0).ToArray()));
            }
        }
    }
}
