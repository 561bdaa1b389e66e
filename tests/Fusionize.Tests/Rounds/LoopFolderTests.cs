using Fusionize.Rounds;
using Fusionize.Setups;

namespace Fusionize.Tests.Rounds;

public sealed class LoopFolderTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("fusionize-folder-").FullName, "out");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public void What_a_killed_loop_left_is_gone_in_the_next_one()
    {
        // As after kill -9: nothing was disposed but the lock, which the system frees.
        using (LoopFolder.Open(_folder)) { }
        Write("store/setups/current.json");
        Write("fusion/A.zip");
        Write("tmp/x.db");
        Write("loop.json");
        Write("report.html");
        Write("platform/packages/kept");
        Write("mine.txt");

        using var folder = LoopFolder.Open(_folder);

        Assert.False(Directory.Exists(folder.Store));
        Assert.False(Directory.Exists(folder.Output));
        Assert.False(File.Exists(folder.Report));
        Assert.False(File.Exists(folder.Page));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Temporary));
        Assert.True(File.Exists(Path.Combine(folder.Platform, "packages", "kept")));
        Assert.True(File.Exists(Path.Combine(_folder, "mine.txt")));
    }

    [Fact]
    public void Two_loops_can_not_share_a_folder()
    {
        using var folder = LoopFolder.Open(_folder);

        Assert.Equal(RoundCodes.InUse, Assert.Throws<FusionizeException>(() => LoopFolder.Open(_folder)).Code);
    }

    [Theory]
    [InlineData("store")]
    [InlineData("fusion")]
    [InlineData("tmp")]
    public void A_folder_that_no_loop_made_is_not_emptied(string name)
    {
        Write($"{name}/precious");

        var e = Assert.Throws<FusionizeException>(() => LoopFolder.Open(_folder));

        Assert.Equal(RoundCodes.ForeignFolder, e.Code);
        Assert.True(File.Exists(Path.Combine(_folder, name, "precious")));
    }

    private void Write(string file)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "x");
    }
}
