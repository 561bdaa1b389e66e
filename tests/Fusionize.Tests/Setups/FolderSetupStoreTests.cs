using Fusionize.Aws;
using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Tests.Setups;

public sealed class FolderSetupStoreTests(ITestOutputHelper output) : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-store-").FullName;
    private readonly FusionSetup _setup = FusionSetup.OnePerTask(Apps.Tree);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_empty_store_has_no_current_setup()
    {
        var store = SetupStores.Open(Path.Combine(_folder, "not", "there"));
        Assert.Null(await store.GetCurrentAsync(None));
        Assert.Empty(await store.ListSetupsAsync(None));
        Assert.Empty(await RoundsOf(store));
    }

    [Fact]
    public async Task Gives_back_what_was_stored()
    {
        var store = SetupStores.Open(_folder);
        await store.PutSetupAsync(_setup, None);
        await store.PutSetupAsync(_setup, None);
        Assert.True(await store.TrySetCurrentAsync(_setup.Id, null, None));

        var current = await store.GetCurrentAsync(None);
        Assert.Equal(("tree", _setup.Id, 1L), (current!.App, current.SetupId, current.Sequence));
        Assert.Equal(_setup, await store.GetSetupAsync(current.SetupId, None));
        Assert.Equal([_setup.Id], await store.ListSetupsAsync(None));
        Assert.DoesNotContain(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_pointer_that_was_read_is_replaced()
    {
        var store = SetupStores.Open(_folder);
        var other = FusionSetup.AllInOne(Apps.Tree);
        await store.PutSetupAsync(_setup, None);
        await store.PutSetupAsync(other, None);

        Assert.True(await store.TrySetCurrentAsync(_setup.Id, null, None));
        Assert.False(await store.TrySetCurrentAsync(other.Id, null, None));
        var first = await store.GetCurrentAsync(None);
        Assert.True(await store.TrySetCurrentAsync(other.Id, first, None));
        Assert.False(await store.TrySetCurrentAsync(_setup.Id, first, None));
        // Back to the first setup isn't back to the first pointer.
        Assert.True(await store.TrySetCurrentAsync(_setup.Id, await store.GetCurrentAsync(None), None));
        Assert.False(await store.TrySetCurrentAsync(other.Id, first, None));
        Assert.Equal(3, (await store.GetCurrentAsync(None))!.Sequence);
    }

    [Fact]
    public async Task The_pointer_never_names_a_setup_that_is_not_there()
    {
        var e = await Assert.ThrowsAsync<StoreException>(() => SetupStores.Open(_folder).TrySetCurrentAsync(_setup.Id, null, None));
        Assert.Equal(StoreCodes.NotFound, e.Code);
        await Assert.ThrowsAsync<StoreException>(() => SetupStores.Open(_folder).GetSetupAsync("../../etc/passwd", None));
    }

    [Fact]
    public async Task Torn_files_are_noticed()
    {
        var store = SetupStores.Open(_folder);
        await store.PutSetupAsync(_setup, None);
        await store.TrySetCurrentAsync(_setup.Id, null, None);
        await store.PutRoundAsync(Round(1), None);
        foreach (var file in Directory.GetFiles(_folder, "*.json", SearchOption.AllDirectories))
        {
            var whole = await File.ReadAllBytesAsync(file);
            for (var length = 0; length < whole.Length - 1; length += 7)
            {
                await File.WriteAllBytesAsync(file, whole[..length]);
                var e = await Record.ExceptionAsync(async () =>
                {
                    await store.GetCurrentAsync(None);
                    await store.GetSetupAsync(_setup.Id, None);
                    await RoundsOf(store);
                });
                Assert.True(e is StoreException { Code: StoreCodes.Corrupt } or SetupException, $"{file} at {length}: {e}");
            }
            await File.WriteAllBytesAsync(file, whole);
        }
    }

    [Theory]
    [InlineData("""{"fusionize":2,"app":"tree","setup":"0123456789abcdef","sequence":1}""")]
    [InlineData("""{"fusionize":1,"app":"tree","setup":"../0123456789abc","sequence":1}""")]
    [InlineData("""{"fusionize":1,"app":"tree","setup":"0123456789abcdef","sequence":0}""")]
    [InlineData("""{"fusionize":1,"app":"tree","setup":"0123456789abcdef","sequence":"1"}""")]
    [InlineData("""{"fusionize":1,"app":"Tree","setup":"0123456789abcdef","sequence":1}""")]
    [InlineData("""{"fusionize":1,"app":"tree","setup":"0123456789abcdef","sequence":1,"x":1}""")]
    [InlineData("""{"fusionize":1,"app":"tree","setup":"0123456789abcdef","sequence":1,"app":"tree"}""")]
    [InlineData("""{"fusionize":1,"app":"tree","sequence":1}""")]
    [InlineData("""null""")]
    public async Task A_pointer_that_is_not_ours_is_corrupt(string content)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "setups"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "setups", "current.json"), content);
        var e = await Assert.ThrowsAsync<StoreException>(() => SetupStores.Open(_folder).GetCurrentAsync(None));
        Assert.Equal(StoreCodes.Corrupt, e.Code);
    }

    [Fact]
    public async Task A_torn_setup_is_replaced_by_the_whole_one()
    {
        var store = SetupStores.Open(_folder);
        await store.PutSetupAsync(_setup, None);
        var file = Path.Combine(_folder, "setups", _setup.Id + ".json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file))[..40]);
        await store.PutSetupAsync(_setup, None);
        Assert.Equal(_setup, await store.GetSetupAsync(_setup.Id, None));
    }

    [Fact]
    public async Task Another_setup_under_the_id_is_refused()
    {
        var store = SetupStores.Open(_folder);
        var other = FusionSetup.AllInOne(Apps.Tree);
        await store.PutSetupAsync(other, None);
        File.Move(Path.Combine(_folder, "setups", other.Id + ".json"), Path.Combine(_folder, "setups", _setup.Id + ".json"));
        Assert.Equal(SetupCodes.WrongId, (await Assert.ThrowsAsync<SetupException>(() => store.GetSetupAsync(_setup.Id, None))).Code);
    }

    [Fact]
    public async Task Rounds_come_by_number_and_can_be_completed()
    {
        var store = SetupStores.Open(_folder);
        foreach (var number in (int[])[10, 2, 1])
            await store.PutRoundAsync(Round(number), None);
        await store.PutRoundAsync(
            Round(2) with
            {
                Outcome = new() { Requests = 7, P50 = 1.5 },
                Verdict = "kept",
            },
            None
        );

        var rounds = await RoundsOf(store);
        Assert.Equal([1, 2, 10], rounds.Select(r => r.Round));
        Assert.Equal((7, 1.5, "kept"), (rounds[1].Outcome!.Requests, rounds[1].Outcome!.P50, rounds[1].Verdict));
        Assert.Equal(Round(10), rounds[2]);
    }

    [Fact]
    public async Task Of_many_writers_exactly_one_wins_each_round() =>
        output.WriteLine(await WriterRace.RunAsync(100, 1000, () => SetupStores.Open(_folder)));

    [Fact]
    public async Task A_lock_that_is_never_freed_is_an_error_not_a_hang()
    {
        var store = new SetupStore(new FolderDocuments(_folder, TimeSpan.FromMilliseconds(50)));
        await store.PutSetupAsync(_setup, None);
        using var held = new FileStream(Path.Combine(_folder, "setups", ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var e = await Assert.ThrowsAsync<StoreException>(() => store.TrySetCurrentAsync(_setup.Id, null, None));
        Assert.Equal(StoreCodes.Busy, e.Code);
    }

    [Fact]
    public async Task A_folder_that_can_not_be_used_is_unreachable()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");
        Assert.Equal(StoreCodes.BadLocation, Assert.Throws<StoreException>(() => SetupStores.Open(file)).Code);
        Assert.Equal(StoreCodes.BadLocation, Assert.Throws<StoreException>(() => SetupStores.OpenRecords(file)).Code);
        var store = SetupStores.Open(Path.Combine(file, "store"));
        Assert.Equal(StoreCodes.Unreachable, (await Assert.ThrowsAsync<StoreException>(() => store.PutSetupAsync(_setup, None))).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ftp://host/path")]
    public void A_location_that_is_no_store_is_refused(string location) =>
        Assert.Equal(StoreCodes.BadLocation, Assert.Throws<StoreException>(() => SetupStores.Open(location)).Code);

    private static async Task<List<RoundRecord>> RoundsOf(SetupStore store)
    {
        var rounds = new List<RoundRecord>();
        await foreach (var round in store.GetRoundsAsync(None))
            rounds.Add(round);
        return rounds;
    }

    private static RoundRecord Round(int number) =>
        new()
        {
            Round = number,
            App = "tree",
            SetupId = "0123456789abcdef",
            Notation = "(A)",
            Proposer = "paper",
            Decision = "because",
            Started = DateTimeOffset.UnixEpoch.AddHours(number),
        };
}
