using Fusionize.Records;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Records;

public sealed class RecordFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-records-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("records.jsonl")]
    [InlineData("records.jsonl.gz")]
    public async Task What_is_written_is_read_again(string name)
    {
        var run = SyntheticRun.Measure(Apps.IoT, FusionSetup.OnePerTask(Apps.IoT), requests: 300);
        InvocationRecord[] records =
        [
            .. run.Records,
            run.Records[0] with
            {
                Error = new("T", "\"ü\n\ud83d\ude00"),
                DroppedCalls = 3,
                Instance = "2026/11/20/[1]a",
                HasReport = false,
                MaxMemoryUsedMB = 77,
                ParentSpanId = "b7ad6b7169203331",
                CpuMs = 0.1 + 0.2,
            },
        ];
        var file = Path.Combine(_folder, "a", name);
        await RecordFile.WriteAsync(file, records, CancellationToken.None);
        Assert.Equal(records, await ReadAsync(file));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public void Stored_records_and_trace_lines_are_read_the_fast_way()
    {
        // As functions write them: with three decimals at most.
        InvocationRecord[] records =
        [
            .. SyntheticRun
                .Measure(Apps.IoT, FusionSetup.OnePerTask(Apps.IoT))
                .Records.Select(r =>
                    r with
                    {
                        InitMs = Math.Round(r.InitMs, 3),
                        StartMs = Math.Round(r.StartMs),
                        DurationMs = Math.Round(r.DurationMs, 3),
                        CpuMs = Math.Round(r.CpuMs, 3),
                        Calls = [.. r.Calls.Select(c => c with { AtMs = Math.Round(c.AtMs, 3), Ms = Math.Round(c.Ms, 3) })],
                    }
                ),
        ];
        records =
        [
            .. records,
            records[0] with
            {
                Instance = "2026/11/20/[1]a",
                MaxMemoryUsedMB = 77,
                HasReport = true,
                BilledMs = 12,
                ParentSpanId = "b7ad6b7169203331",
            },
        ];
        var fast = new PlainRecordReader(new());
        foreach (var record in records)
        {
            Assert.Equal(record, fast.TryRead(Written(json => RecordJson.Write(json, record)), "", ""));
            Assert.NotNull(fast.TryRead(Written(json => RecordJson.WriteTraceLine(json, record)), "f", ""));
            // What doesn't happen every day goes the general way.
            var failed = record with { Error = new("T", "m") };
            Assert.Null(fast.TryRead(Written(json => RecordJson.Write(json, failed)), "", ""));
            Assert.Equal(failed, new RecordJson().TryRead(Written(json => RecordJson.Write(json, failed)), ""));
        }

        static byte[] Written(Action<System.Text.Json.Utf8JsonWriter> write)
        {
            using var buffer = new MemoryStream();
            using (var json = new System.Text.Json.Utf8JsonWriter(buffer, RecordJson.WriterOptions))
                write(json);
            return buffer.ToArray();
        }
    }

    [Fact]
    public async Task A_torn_file_is_noticed()
    {
        var file = Path.Combine(_folder, "records.jsonl");
        await RecordFile.WriteAsync(file, SyntheticRun.Measure(Apps.Tree, "(A)-…").Records, CancellationToken.None);
        var whole = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, whole[..^20]);
        var e = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(file));
        Assert.Contains("records.jsonl(35)", e.Message);
    }

    [Fact]
    public async Task A_store_keeps_records_by_setup_and_a_window_only_once()
    {
        var store = new FolderRecordStore(_folder);
        var first = SyntheticRun.Measure(Apps.Tree, "(A,B)-…");
        var second = SyntheticRun.Measure(Apps.Tree, "(A,D)-…");
        await store.PutAsync("20261120-1", [.. first.Records.Take(10), .. second.Records], CancellationToken.None);
        await store.PutAsync("20261120-2", first.Records.Skip(10), CancellationToken.None);
        await store.PutAsync("20261120-2", first.Records.Skip(10), CancellationToken.None);

        Assert.Equal(first.Records.AsEnumerable(), await ToListAsync(store.ReadAsync(first.Setup.Id)));
        Assert.Equal(second.Records.AsEnumerable(), await ToListAsync(store.ReadAsync(second.Setup.Id)));
        Assert.Empty(await ToListAsync(store.ReadAsync("0000000000000000")));
    }

    [Fact]
    public async Task A_store_names_windows_by_what_they_hold_and_gives_the_latest_that_hold_enough()
    {
        var store = new FolderRecordStore(_folder);
        var run = SyntheticRun.Measure(Apps.Tree, "(A)-…");
        var records = run.Records.OrderBy(r => r.StartMs).ToList();
        Assert.Null(await store.AddAsync([], CancellationToken.None));
        var earlier = await store.AddAsync(records[..20], CancellationToken.None);
        var later = await store.AddAsync(records[20..], CancellationToken.None);
        Assert.Equal(later, await store.AddAsync(records[20..], CancellationToken.None));
        Assert.True(string.CompareOrdinal(earlier, later) < 0, $"{earlier} {later}");

        Assert.Equal([run.Setup.Id], await store.ListSetupsAsync(CancellationToken.None));
        Assert.Equal(records, await ToListAsync(store.ReadAsync(run.Setup.Id)));
        Assert.Equal(records[20..], await ToListAsync(store.ReadAsync(run.Setup.Id, most: 1)));
    }

    [Fact]
    public async Task A_name_from_a_log_line_never_leaves_the_folder()
    {
        var store = new FolderRecordStore(Path.Combine(_folder, "store"));
        var record = SyntheticRun.Measure(Apps.Tree, "(A)-…").Records[0];
        await store.PutAsync("w", [record with { SetupId = "../../../x" }], CancellationToken.None);
        Assert.Equal(["store"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName));
        await Assert.ThrowsAsync<ArgumentException>(() => store.PutAsync("../w", [record], CancellationToken.None));
    }

    private static Task<List<InvocationRecord>> ReadAsync(string file) => ToListAsync(RecordFile.ReadAsync(file));

    private static async Task<List<InvocationRecord>> ToListAsync(IAsyncEnumerable<InvocationRecord> records)
    {
        var list = new List<InvocationRecord>();
        await foreach (var record in records)
            list.Add(record);
        return list;
    }
}
