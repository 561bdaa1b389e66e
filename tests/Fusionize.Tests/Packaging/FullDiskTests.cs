using Fusionize.Packaging.Fusing;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Cli;
using Fusionize.Tests.Deployment;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Packaging;

/// <summary>A full disk is an error with a code, and leaves what was there before.</summary>
public sealed class FullDiskTests
{
    [FactIfSmallDisk]
    public void The_last_builds_output_stays_whole()
    {
        using var disk = new SmallDisk(256);
        using var folder = new TemporaryFolder("fusionize-groups-");
        var manifest = AccessTests.App("Look", "Check", "Store");
        Pack(1_000);
        BuildOutput.Write(manifest, folder.Path, disk.Path);
        var before = Contents();

        // The first zip has room, the second one hasn't.
        Pack(150_000);
        Assert.ThrowsAny<IOException>(() => BuildOutput.Write(manifest with { ToolVersion = "2" }, folder.Path, disk.Path));
        Assert.Equal(before, Contents());

        void Pack(int bytes)
        {
            foreach (var group in manifest.Groups)
            {
                var place = Directory.CreateDirectory(Path.Combine(folder.Path, group.Name)).FullName;
                File.WriteAllBytes(GroupPacker.ZipFile(place, group.Name), Enumerable.Repeat((byte)7, bytes).ToArray());
            }
        }

        Dictionary<string, string> Contents() =>
            Directory.GetFiles(disk.Path).ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(File.ReadAllBytes(f)));
    }

    [FactIfSmallDisk]
    public async Task Commands_leave_the_old_file()
    {
        using var disk = new SmallDisk(64);
        using var builds = new Builds();
        using var logs = new TemporaryFolder("fusionize-logs-");
        var build = builds.MakeRelay("one", "(A)-(B)");
        var setup = new FusionSetup("app", [new("A", ["A"])]);
        var store = Path.Combine(disk.Path, "store");
        await SetupStore.InFolder(store).PutSetupAsync(setup, default);
        var file = Path.Combine(disk.Path, "old");
        await File.WriteAllTextAsync(file, "old");
        disk.Fill();
        var before = Directory.GetFiles(disk.Path, "*", SearchOption.AllDirectories).Order().ToList();

        foreach (
            var command in (string[][])
                [
                    ["template", build, "--out", file],
                    ["graph", build, "--plan", file],
                    ["report", build, "-o", file],
                    ["simulate", Samples.File("Tree/tree.app.json"), "--load", "rate=1/s,duration=1s", "--json", file],
                    ["extract", build, "--logs", logs.Path, "--checkpoint", Path.Combine(disk.Path, "checkpoint")],
                    ["extract", build, "--logs", logs.Path, "--store", store],
                    ["setups", "pin", store, setup.Id, "--reason", "why"],
                ]
        )
        {
            var run = await ToolRun.OfAsync(command);
            Assert.Equal(1, run.ExitCode);
            Assert.Matches(@"(?m)^error FZ1(201|502): .*(No space left on device|disk was full)", run.Error);
            Assert.Equal("old", await File.ReadAllTextAsync(file));
            Assert.Equal(before, Directory.GetFiles(disk.Path, "*", SearchOption.AllDirectories).Order());
        }
    }
}
