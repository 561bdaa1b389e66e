using Fusionize.Build.Tests.Infrastructure;
using Fusionize.Packaging;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

public sealed class A_full_disk(Shop shop) : IClassFixture<Shop>
{
    [FactIfSmallDisk]
    public void Ends_the_build_with_a_code_and_leaves_the_output_as_it_was()
    {
        using var disk = new SmallDisk(512);
        var app = shop.Create("Full");

        // SQLite's native library alone is larger.
        var full = app.Build($"-p:FusionizeOutputPath={disk.Path}");
        Assert.False(full.Succeeded);
        Assert.Matches(@"error FZ1025: (No space left on device|.*disk was full)", full.Output);
        Assert.DoesNotContain("MSB4018", full.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", full.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));

        // Only the output is made anew.
        app.MustBuild();
        Assert.Equal(3, app.Zips.Length);
        Assert.True(File.Exists(Path.Combine(app.Output, FusionManifest.FileName)));
    }
}
