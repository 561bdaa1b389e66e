using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Setups;

/// <summary>A folder that can't be a store is told by its cause, at once.</summary>
public sealed class FolderTroubleTests
{
    [Fact]
    public async Task A_folder_that_cannot_be_written_is_not_a_lock_that_somebody_holds()
    {
        // Nobody, not even root, can make files there; the error is a plain IOException or none of access.
        using var store = SetupStore.InFolder("/proc/self/store");
        var e = await Assert.ThrowsAsync<StoreException>(() => store.PutSetupAsync(FusionSetup.OnePerTask(Apps.Tree), default));
        Assert.Equal(StoreCodes.Unreachable, e.Code);
        Assert.DoesNotContain("lock", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_that_somebody_holds_is_waited_for()
    {
        using var folder = new TemporaryFolder("fusionize-held-");
        Directory.CreateDirectory(Path.Combine(folder.Path, "setups"));
        using var held = new FileStream(Path.Combine(folder.Path, "setups", ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        using var store = new SetupStore(new FolderDocuments(folder.Path, TimeSpan.FromMilliseconds(50)));
        var e = await Assert.ThrowsAsync<StoreException>(() => store.PutSetupAsync(FusionSetup.OnePerTask(Apps.Tree), default));
        Assert.Equal(StoreCodes.Busy, e.Code);
    }
}
