using Fusionize.Packaging;
using Fusionize.Tests.Deployment;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Cli;

public sealed class ExplainCommandTests
{
    [Fact]
    public async Task What_cannot_be_explained_is_named_with_what_to_do()
    {
        using var folder = new TemporaryFolder("fusionize-explain-");
        var manifest = AccessTests.App("Look", "Check", "Store");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, FusionManifest.FileName), manifest.ToJson());
        var zip = Path.Combine(folder.Path, manifest.Groups[0].Zip);
        await File.WriteAllTextAsync(zip, "PK and no more");

        Assert.StartsWith($"error FZ1006: '{zip}' isn't a complete zip: ", (await ToolRun.OfAsync("explain", "Look", "--build", folder.Path)).Error);
        Assert.StartsWith(
            "error FZ1014: There is no group 'Nobody'; there are Look, Check, Store",
            (await ToolRun.OfAsync("explain", "Nobody", "--build", folder.Path)).Error
        );
        Assert.Equal(
            $"error FZ1502: '{folder.Path}' is a folder; name a zip in it, or a group with --build {folder.Path}",
            (await ToolRun.OfAsync("explain", folder.Path)).Error.TrimEnd()
        );
    }
}
