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

    [Theory]
    [InlineData("(A)-…", "(A)@128/arm64-…", "  A: x86_64 → arm64")]
    [InlineData("(A,B,C,D,E)-(C,F,G)", "(A,B,~C,D,E)-(C,F,G)", "  A: asynchronous calls that leave it: C")]
    [InlineData("(A,B,~C,D,E)-(C,F,G)", "(A,B,C,D,E)-(C,F,G)", "  A: asynchronous calls that leave it: none")]
    [InlineData("(A,B,C,D,E)-(F,G)", "(A,B,C,D,E)-(F)-(G)", "  F: - G|  F: home of F|+ (G) 128 MB, out of F")]
    [InlineData("(A,B,C,D,E)-(F)-(G)", "(A,B,C,D,E)-(F,G)", "  F: + G|  F: home of F, G|- (G) 128 MB")]
    [InlineData("(A,B,C,D,E)-(F)-(G)", "(A,B,C,D,E)-(F,+G)-(G)", "  F: + G")]
    [InlineData("(A)-(B,C,D,E)-(F)-(G)", "(A)-(C,B,D,E)-(F)-(G)", "+ (C,B,D,E) 128 MB, out of B|- (B,C,D,E) 128 MB")]
    public void Tells_each_kind_of_change(string old, string @new, string lines) =>
        Assert.Equal(
            lines.Split('|'),
            SetupDiff.Between(FusionSetup.ParseNotation(old, Apps.Tree), FusionSetup.ParseNotation(@new, Apps.Tree))
        );

    [Fact]
    public void A_group_of_a_new_task_comes_out_of_no_other()
    {
        var old = new FusionSetup("tree", [new("A", ["A"])]);
        var @new = new FusionSetup("tree", [new("A", ["A"]), new("Z", ["Z"])]);

        Assert.Equal("+ (Z) 128 MB", Assert.Single(SetupDiff.Between(old, @new)));
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
