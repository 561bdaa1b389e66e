using System.Text;
using System.Text.Json.Nodes;
using Fusionize.Packaging;
using Fusionize.Setups;
using Fusionize.Tests.Cli;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Deployment;

/// <summary>A build's manifest is a file: whatever is in it, a command says what is wrong in one line.</summary>
public sealed class DamagedManifestTests : IDisposable
{
    private readonly Builds _builds = new();

    public void Dispose() => _builds.Dispose();

    /// <summary>Each member in turn is null, of another type, or gone.</summary>
    [Fact]
    public void Any_member_that_is_null_or_of_another_type_is_an_error_with_a_code()
    {
        var text = File.ReadAllText(Path.Combine(_builds.MakeRelay("one", "(A,B)-(C)", entries: "A,B"), FusionManifest.FileName));
        var count = 0;
        foreach (var damaged in JsonDamage.Of(text, "null", "7", "\"x\"", "[]", "{}", "[null]", "-1", ""))
        {
            try
            {
                var manifest = FusionManifest.Parse(Encoding.UTF8.GetBytes(damaged), "m");
                Fusionize.Deployment.DesiredFunction.Of(manifest, new());
            }
            catch (FusionizeException)
            {
                count++;
            }
        }
        Assert.InRange(count, 300, int.MaxValue);
    }

    [Theory]
    [InlineData("deploy")]
    [InlineData("template")]
    [InlineData("graph")]
    [InlineData("explain", "A", "--build")]
    [InlineData("show")]
    public async Task A_command_says_that_the_manifest_is_damaged(params string[] command)
    {
        var build = _builds.MakeRelay("one", "(A)-(B)");
        var file = Path.Combine(build, FusionManifest.FileName);
        var root = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        root["groups"]![0] = null;
        await File.WriteAllTextAsync(file, root.ToJsonString());
        var run = await ToolRun.OfAsync([.. command, build]);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("error FZ1007:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_is_no_manifest_and_is_not_replaced_by_one()
    {
        using var folder = new TemporaryFolder("fusionize-device-");
        var build = _builds.MakeRelay("one", "(A)-(B)");
        File.CreateSymbolicLink(Path.Combine(folder.Path, FusionManifest.FileName), "/dev/zero");
        Assert.StartsWith("error FZ1007:", (await ToolRun.OfAsync("graph", folder.Path)).Error, StringComparison.Ordinal);
        Assert.StartsWith("error FZ1502:", (await ToolRun.OfAsync("template", build, "--out", "/dev/full")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await ToolRun.OfAsync("template", build, "--out", "/dev/null")).ExitCode);
        Assert.Empty(await File.ReadAllBytesAsync("/dev/null"));
    }

    [Fact]
    public async Task A_build_without_an_entry_task_is_not_deployed()
    {
        var run = await ToolRun.OfAsync("deploy", _builds.MakeRelay("one", "(A)-(B)", entries: "Nobody"), "--endpoint", "http://127.0.0.1:9");
        Assert.Contains("error FZ1315:", run.Error, StringComparison.Ordinal);
    }
}
