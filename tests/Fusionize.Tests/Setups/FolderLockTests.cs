using System.Diagnostics;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Setups;

/// <summary>The folder store's lock against another process.</summary>
public sealed class FolderLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-lock-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [FactIfTool("flock")]
    public async Task Another_process_that_holds_the_lock_keeps_writers_out_and_frees_it_by_dying()
    {
        var setup = FusionSetup.OnePerTask(Apps.Tree);
        var hasty = new SetupStore(new FolderDocuments(_folder, TimeSpan.FromMilliseconds(100)));
        await hasty.PutSetupAsync(setup, CancellationToken.None);
        var file = Path.Combine(_folder, "setups", ".lock");
        using var holder = Process.Start(
            new ProcessStartInfo("flock", [file, "sh", "-c", "echo held; exec sleep 600"]) { RedirectStandardOutput = true }
        )!;
        try
        {
            Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());
            var e = await Assert.ThrowsAsync<StoreException>(() => hasty.TrySetCurrentAsync(setup.Id, null, CancellationToken.None));
            Assert.Equal(StoreCodes.Busy, e.Code);
        }
        finally
        {
            holder.Kill(entireProcessTree: true);
            await holder.WaitForExitAsync();
        }
        Assert.True(await SetupStore.InFolder(_folder).TrySetCurrentAsync(setup.Id, null, CancellationToken.None));
    }
}
