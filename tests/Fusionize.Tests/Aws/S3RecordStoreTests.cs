using Amazon.S3.Model;
using Fusionize.Aws;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Aws;

/// <summary>Records in an independent S3, beside the setups of a store.</summary>
[Collection(MotoServer.Collection)]
public sealed class S3RecordStoreTests(MotoServer moto) : IAsyncLifetime
{
    private readonly string _bucket = "fusionize-" + Guid.NewGuid().ToString("n")[..12];

    public async Task InitializeAsync()
    {
        if (Tool.Find("moto_server") is null)
            return;
        using var s3 = moto.S3();
        await s3.PutBucketAsync(new PutBucketRequest { BucketName = _bucket });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [FactIfTool("moto_server")]
    public async Task Keeps_records_by_setup_and_gives_the_latest_windows()
    {
        using var store = new S3RecordStore(moto.S3(), _bucket, "/some/app/");
        using var setups = new SetupStore(new S3Documents(moto.S3(), _bucket, "some/app"));
        var (first, second) = (SyntheticRun.Measure(Apps.Tree, "(A,B)-…"), SyntheticRun.Measure(Apps.Tree, "(A,D)-…"));
        Assert.Empty(await store.ListSetupsAsync(default));
        Assert.Empty(await store.ReadAsync(first.Setup.Id).ToListAsync());

        await setups.PutSetupAsync(first.Setup, default);
        await store.PutAsync("20261120", first.Records.Take(10), default);
        await store.PutAsync("20261121", [.. first.Records.Skip(10).Take(5), .. second.Records], default);
        await store.PutAsync("20261121", first.Records.Skip(10).Take(5), default);

        Assert.Equal(((string[])[first.Setup.Id, second.Setup.Id]).Order(StringComparer.Ordinal), await store.ListSetupsAsync(default));
        Assert.Equal(first.Records.Take(15), await store.ReadAsync(first.Setup.Id).ToListAsync());
        Assert.Equal(first.Records.Skip(10).Take(5), await store.ReadAsync(first.Setup.Id, most: 5).ToListAsync());
        Assert.Equal(first.Records.Take(15), await store.ReadAsync(first.Setup.Id, most: 6).ToListAsync());
        // Neither is taken for the other.
        Assert.Equal([first.Setup.Id], await setups.ListSetupsAsync(default));
    }

    [FactIfTool("moto_server")]
    public async Task Says_what_is_wrong_with_the_store()
    {
        using var nowhere = new S3RecordStore(moto.S3(), "fusionize-no-such-bucket", "");
        var e = await Assert.ThrowsAsync<StoreException>(async () => await nowhere.ListSetupsAsync(default));
        Assert.Contains("There is no bucket 'fusionize-no-such-bucket'", e.Message);
        await Assert.ThrowsAsync<StoreException>(() => nowhere.AddAsync(SyntheticRun.Measure(Apps.Tree, "(A)-…").Records, default));
        Assert.Equal(StoreCodes.BadLocation, Assert.Throws<StoreException>(() => SetupStores.OpenRecords("gs://bucket/prefix")).Code);
    }
}
