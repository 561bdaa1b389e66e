using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fusionize.Aws;
using Fusionize.Cli.Commands;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Packaging;
using Fusionize.Rounds;
using Fusionize.Tests.Cli;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.EndToEnd;

/// <summary>Whoever deploys a build, its functions are configured alike: as the project says.</summary>
[Collection(Samples.TreeBuilds)]
public sealed class ConfigurationEqualityTests
{
    private const string Secret = "FUSIONIZE_TEST_SECRET";

    private const string Project = $"""
        <Project>
          <PropertyGroup>
            <FusionizeTimeoutSeconds>45</FusionizeTimeoutSeconds>
            <FusionizeClaimBucket>claims</FusionizeClaimBucket>
          </PropertyGroup>
          <ItemGroup>
            <FusionizeVariable Include="TABLE" Value="events; all=1" />
            <FusionizeVariable Include="API_KEY" FromEnvironment="{Secret}" />
            <FusionizeVariable Include="ONLY_B" Value="b" Task="B" />
            <FusionizeTaskSettings Include="C" TimeoutSeconds="120" Role="arn:aws:iam::000000000000:role/of-c" />
            <FusionizeTag Include="team" Value="a" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>What differs between two functions that are configured alike.</summary>
    private static readonly string[] s_own = ["RevisionId", "LastModified", "FunctionArn", "Version"];

    [Fact]
    public async Task Command_build_and_loop_configure_functions_alike()
    {
        using var temporary = new TemporaryFolder("fusionize-alike-");
        var extra = Path.Combine(temporary.Path, "Extra.targets");
        await File.WriteAllTextAsync(extra, Project);
        using var folder = LoopFolder.Open(Path.Combine(temporary.Path, "loop"));
        var environment = new Dictionary<string, string>([
            LocalPlatform.OwnerMark,
            new("BuildProjectReferences", "false"),
            new("CustomAfterMicrosoftCommonTargets", extra),
        ]);
        var app = await new DotnetBuild(AppProject.Locate(Samples.File("Tree")), folder, environment).BuildAsync(new NoProgress(), default);
        // Nobody who has the build has the secret.
        var manifest = await File.ReadAllTextAsync(Path.Combine(app.Folder, FusionManifest.FileName));
        Assert.Contains($"\"fromEnvironment\": \"{Secret}\"", manifest, StringComparison.Ordinal);

        var noSecret = await OnPlatformAsync(e => ToolRun.OfAsync("deploy", app.Folder, "--endpoint", e.ToString()), app, mustSucceed: false);
        Assert.True(noSecret.Run.Error.Contains("error FZ1311:", StringComparison.Ordinal), noSecret.Run.Error);
        Assert.Contains(Secret, noSecret.Run.Error, StringComparison.Ordinal);
        Environment.SetEnvironmentVariable(Secret, "hush");
        try
        {
            var command = (await OnPlatformAsync(e => ToolRun.OfAsync("deploy", app.Folder, "--endpoint", e.ToString()), app)).Functions;
            var build = (await OnPlatformAsync(e => BuildAsync(e, folder.Output, environment), app)).Functions;
            var loop = (await OnPlatformAsync(e => LoopAsync(e, app), app)).Functions;

            Assert.Equal(7, command.Count);
            Assert.Equal("45", command["tree-B"]["Timeout"]);
            Assert.Equal("120", command["tree-C"]["Timeout"]);
            Assert.Equal("arn:aws:iam::000000000000:role/of-c", command["tree-C"]["Role"]);
            Assert.Equal("events; all=1", command["tree-A"]["Environment.Variables.TABLE"]);
            Assert.Equal("hush", command["tree-A"]["Environment.Variables.API_KEY"]);
            Assert.Equal("claims", command["tree-A"]["Environment.Variables.FUSIONIZE_CLAIM_BUCKET"]);
            Assert.Equal("b", command["tree-B"]["Environment.Variables.ONLY_B"]);
            Assert.False(command["tree-A"].ContainsKey("Environment.Variables.ONLY_B"));
            Assert.Equal(Lines(command), Lines(build));
            Assert.Equal(Lines(command), Lines(loop));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Secret, null);
        }
    }

    private static async Task<ToolRun> BuildAsync(Uri endpoint, string output, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Samples.File("Tree"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "build",
                "-t:FusionizeDeploy",
                "-p:Configuration=Release",
                $"-p:FusionizeEndpoint={endpoint}",
                $"-p:FusionizeOutputPath={output}/",
                "--no-restore",
                "-nologo",
                "-tl:off",
                "-nodeReuse:false",
            },
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (text, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await text, await error + await text);
    }

    private static async Task<ToolRun> LoopAsync(Uri endpoint, BuiltApp app)
    {
        using var rounds = new AwsRoundPlatform(LoopCommand.Deployment(new AwsConnection { Endpoint = endpoint }, app.Folder), () => true);
        await rounds.DeployAsync(app, 1, new NoProgress(), default);
        return new(0, "", "");
    }

    private static async Task<(ToolRun Run, SortedDictionary<string, SortedDictionary<string, string>> Functions)> OnPlatformAsync(
        Func<Uri, Task<ToolRun>> deploy,
        BuiltApp app,
        bool mustSucceed = true
    )
    {
        await using var platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        using var lambda = new AwsConnection { Endpoint = platform.Endpoint }.Lambda();
        var run = await deploy(platform.Endpoint);
        Assert.True(run.ExitCode == 0 || !mustSucceed, run.Error);
        var functions = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var name in await new Deployer(lambda).FunctionsOfAsync(app.Manifest.App))
        {
            using var http = new HttpClient();
            var answer = await http.GetStringAsync(new Uri(platform.Endpoint, $"/2015-03-31/functions/{name}/configuration"));
            var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
            Flatten("", JsonNode.Parse(answer), members);
            functions.Add(name, members);
        }
        return (run, functions);
    }

    /// <summary>One line per member, so that a difference is readable.</summary>
    private static IEnumerable<string> Lines(SortedDictionary<string, SortedDictionary<string, string>> functions) =>
        functions.SelectMany(f => f.Value.Select(m => $"{f.Key} {m.Key} = {m.Value}"));

    private static void Flatten(string path, JsonNode? node, SortedDictionary<string, string> into)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.Where(m => !s_own.Contains(m.Key)))
                    Flatten(path.Length == 0 ? name : $"{path}.{name}", value, into);
                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                    Flatten($"{path}[{i}]", items[i], into);
                break;
            default:
                into[path] = node is null ? "null" : node.GetValueKind() == JsonValueKind.String ? (string)node! : node.ToJsonString();
                break;
        }
    }
}
