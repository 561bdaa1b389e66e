using System.Text.Json;
using Fusionize.Local;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Cli;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.EndToEnd;

/// <summary>The tool's commands one after the other, as someone would use them without the loop, on the zips of the Tree sample.</summary>
[Collection(Samples.TreeBuilds)]
public sealed class CommandsTests
{
    [Fact]
    public async Task Build_deploy_load_extract_optimize_and_the_next_build_takes_the_published_setup()
    {
        using var temporary = new TemporaryFolder("fusionize-commands-");
        using var folder = LoopFolder.Open(temporary.Path);
        var build = new DotnetBuild(AppProject.Locate(Samples.File("Tree")), folder, new Dictionary<string, string>([LocalPlatform.OwnerMark]));
        var steps = new Steps();
        var first = await build.BuildAsync(steps, default);
        Assert.Equal("restoring packages", steps.Texts[0]);
        Assert.Equal("7 groups: A, B, C, D, E, F, G", steps.Texts[^8]);
        Assert.StartsWith("7 of 7 groups: ", steps.Texts[^1]);
        Assert.Equal("(A)-(B)-(C)-(D)-(E)-(F)-(G)", first.Manifest.Notation);
        await using var platform = await LocalPlatform.StartAsync(new LocalPlatformOptions { DataDirectory = folder.Platform, EnforceCpu = false });
        var endpoint = platform.Endpoint.ToString();
        var records = Path.Combine(folder.Path, "records.jsonl.gz");

        Assert.Contains("create", await OkAsync("deploy", folder.Output, "--endpoint", endpoint, "--plan"));
        Assert.Contains("tree setup " + first.Manifest.Setup, await OkAsync("deploy", folder.Output, "--endpoint", endpoint));
        Assert.Contains(
            "0 errors",
            await OkAsync("load", "tree-A:live", "--endpoint", endpoint, "--rate", "2/s", "--duration", "2s", "--data", """{"name":"x"}""")
        );
        while (!platform.GetStatus().Idle)
            await Task.Delay(20);
        using var extracted = JsonDocument.Parse(await OkAsync("extract", folder.Output, "--endpoint", endpoint, "--records", records, "--json"));
        Assert.Equal(4 * 7, extracted.RootElement.GetProperty("records").GetInt32());
        Assert.Equal(4, extracted.RootElement.GetProperty("setups")[0].GetProperty("outcome").GetProperty("requests").GetInt32());
        Assert.Equal(6, extracted.RootElement.GetProperty("calls").GetArrayLength());
        // The same computed where the logs lie.
        using var figures = JsonDocument.Parse(await OkAsync("extract", folder.Output, "--endpoint", endpoint, "--aggregate", "--json"));
        var own = await RecordFile.ReadAsync(records).ToListAsync();
        // The deployment has tried each function once, which leaves a REPORT line and no trace line.
        Assert.Equal(
            own.GroupBy(r => r.Function)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (g.Key, first.Manifest.Setup, g.Count() + 1, g.Max(r => r.MaxMemoryUsedMB)!.Value)),
            figures
                .RootElement.GetProperty("functions")
                .EnumerateArray()
                .Select(f =>
                    (
                        f.GetProperty("function").GetString()!,
                        f.GetProperty("setupId").GetString()!,
                        f.GetProperty("invocations").GetInt32(),
                        f.GetProperty("maxMemoryUsedMB").GetInt32()
                    )
                )
        );
        Assert.Equal(
            own.GroupBy(r => r.Task).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.Count(), g.Count(r => r.IsCold))),
            figures
                .RootElement.GetProperty("tasks")
                .EnumerateArray()
                .Select(t => (t.GetProperty("task").GetString()!, t.GetProperty("invocations").GetInt32(), t.GetProperty("coldStarts").GetInt32()))
        );
        Assert.StartsWith("35 invocations for", await OkAsync("extract", folder.Output, "--endpoint", endpoint, "--aggregate"));
        Assert.Contains("tree-", await OkAsync("show", folder.Output));
        // With a checkpoint each run reads what is new.
        var (checkpoint, part) = (Path.Combine(folder.Path, "checkpoint.json"), Path.Combine(folder.Path, "part.jsonl"));
        await OkAsync("extract", folder.Output, "--endpoint", endpoint, "--records", part, "--checkpoint", checkpoint);
        Assert.Equal(4 * 7, File.ReadLines(part).Count());
        await OkAsync("extract", folder.Output, "--endpoint", endpoint, "--records", part, "--checkpoint", checkpoint);
        Assert.Empty(File.ReadLines(part));
        Assert.Contains("A: Tree.TreeTasks.A", await OkAsync("explain", Path.Combine(folder.Output, "A.zip")));
        using var explained = JsonDocument.Parse(await OkAsync("explain", "A", "--build", folder.Output, "--json"));
        Assert.Equal(6, explained.RootElement.GetProperty("fusions").GetArrayLength());

        var decision = await OkAsync("optimize", folder.Output, "--optimizer", "paper", "--records", records, "--store", folder.Store, "--publish");
        Assert.Contains("fuse them", decision);
        Assert.Contains("published", decision);

        // What somebody pins, the next optimizer leaves alone, and says so.
        await SetupStore.InFolder(folder.Store).PutSetupAsync(first.Setup, default);
        await OkAsync("setups", "pin", folder.Store, first.Manifest.Setup, "--reason", "release week");
        var stopped = await ToolRun.OfAsync(
            "optimize",
            folder.Output,
            "--optimizer",
            "paper",
            "--records",
            records,
            "--store",
            folder.Store,
            "--publish"
        );
        Assert.Equal(0, stopped.ExitCode);
        Assert.Contains("warning FZ1206: nothing was published: Setup " + first.Manifest.Setup, stopped.Error);
        Assert.DoesNotContain("published", stopped.Output);
        Assert.Equal(first.Manifest.Setup, (await SetupStore.InFolder(folder.Store).GetCurrentAsync(default))!.SetupId);
        await OkAsync("setups", "unpin", folder.Store);
        await OkAsync("optimize", folder.Output, "--optimizer", "paper", "--records", records, "--store", folder.Store, "--publish");

        var second = await build.BuildAsync(steps, default);
        Assert.NotEqual(first.Manifest.Setup, second.Manifest.Setup);
        Assert.Contains(second.Manifest.Setup, decision);
        Assert.Equal(6, second.Manifest.Groups.Length);
    }

    private static async Task<string> OkAsync(params string[] args)
    {
        var run = await ToolRun.OfAsync(args);
        Assert.True(run.ExitCode == 0, $"fusionize {string.Join(' ', args)}: {run.Error}");
        return run.Output;
    }

    private sealed class Steps : IProgress<PhaseProgress>
    {
        public List<string> Texts { get; } = [];

        public void Report(PhaseProgress value) => Texts.Add(value.Text!);
    }
}
