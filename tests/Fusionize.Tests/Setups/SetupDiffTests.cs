using Fusionize.Aws;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Setups;

public sealed class SetupDiffTests
{
    [Fact]
    public void Tells_groups_that_come_go_and_change()
    {
        var old = FusionSetup.ParseNotation("(A,B)-(C)-(D)-(E)-(F)-(G)", Apps.Tree);
        var @new = FusionSetup.ParseNotation("(A)-(B,D)-(C,F)-(E)-(G)", Apps.Tree) is var s
            ? s with
            {
                Groups = [.. s.Groups.Select(g => g.Name == "E" ? g with { MemoryMB = 512 } : g)],
            }
            : null!;
        Assert.Equal(
            ["  A: - B", "+ (B,D) 128 MB, out of A, D", "  C: + F", "  C: home of C, F", "  E: 128 → 512 MB", "- (D) 128 MB", "- (F) 128 MB"],
            SetupDiff.Between(old, @new).Where(l => !l.StartsWith("  A: home", StringComparison.Ordinal))
        );
        Assert.Empty(SetupDiff.Between(@new, @new));
    }

    [Fact]
    public async Task Writers_that_move_the_pointer_at_once_all_come_through()
    {
        var folder = Directory.CreateTempSubdirectory("fusionize-pointer-");
        try
        {
            var setups = Enumerable.Range(0, 8).Select(i => FusionSetup.OnePerTask(Apps.Tree, 128 + i)).ToArray();
            await Task.WhenAll(
                setups.Select(setup =>
                    Task.Run(async () =>
                    {
                        var store = SetupStores.Open(folder.FullName);
                        await store.PutSetupAsync(setup, default);
                        await store.MoveAsync(setup.Id);
                    })
                )
            );
            Assert.Equal(8, (await SetupStores.Open(folder.FullName).GetCurrentAsync(default))!.Sequence);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
