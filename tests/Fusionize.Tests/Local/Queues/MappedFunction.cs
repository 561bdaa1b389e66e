using System.Text.Json.Nodes;
using Fusionize.Local;
using Fusionize.Tests.Infrastructure;
using Microsoft.Extensions.Time.Testing;

namespace Fusionize.Tests.Local.Queues;

/// <summary>A platform whose clock a test sets, with a function that writes down the messages that it gets (MessageBatch.cs of the probe).</summary>
internal sealed class MappedFunction : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("fusionize-mapped-");

    private MappedFunction(SqsPlatform platform, FakeTimeProvider time) => (Platform, Time) = (platform, time);

    public SqsPlatform Platform { get; }
    public FakeTimeProvider Time { get; }
    private string NotesFile => Path.Combine(_folder.Path, "notes");

    /// <summary>The messages that the function got, with the number of receptions, in the order in which it handled them.</summary>
    public string[] Notes
    {
        get
        {
            if (!File.Exists(NotesFile))
                return [];
            while (true)
            {
                try
                {
                    return File.ReadAllLines(NotesFile);
                }
                catch (IOException)
                {
                    Thread.Sleep(1); // a function is writing
                }
            }
        }
    }

    public static async Task<MappedFunction> StartAsync(string? reports = null)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var platform = await SqsPlatform.StartAsync(new LocalPlatformOptions { EnforceCpu = false, Time = time });
        var function = new MappedFunction(platform, time);
        Directory.CreateDirectory(Path.Combine(function._folder.Path, "pids"));
        var created = await platform.Client.CreateAsync(
            "worker",
            publish: true,
            environment:
            [
                ("PROBE_NOTES", function.NotesFile),
                ("PROBE_PIDS", Path.Combine(function._folder.Path, "pids")),
                .. reports is null ? [] : new[] { ("PROBE_REPORTS", reports) },
            ]
        );
        Assert.Equal(201, created.Status);
        var alias = new JsonObject { ["Name"] = "live", ["FunctionVersion"] = "1" };
        await platform.Client.SendAsync(HttpMethod.Post, "/2015-03-31/functions/worker/aliases", alias.ToJsonString());
        return function;
    }

    /// <summary>Maps a queue to the function's alias.</summary>
    public async Task<JsonNode> MapAsync(string queue, int batchSize = 10, Action<JsonObject>? change = null)
    {
        var body = new JsonObject
        {
            ["EventSourceArn"] = SqsPlatform.ArnOf(queue),
            ["FunctionName"] = "worker:live",
            ["BatchSize"] = batchSize,
            ["FunctionResponseTypes"] = new JsonArray("ReportBatchItemFailures"),
        };
        change?.Invoke(body);
        var answer = await Platform.Client.SendAsync(HttpMethod.Post, "/2015-03-31/event-source-mappings", body.ToJsonString());
        Assert.True(answer.Status == 202, answer.Body);
        return answer.Json;
    }

    /// <summary>
    /// Moves the clock on until the mapped queues are empty, in steps that are small against a visibility time-out, and only while no batch is under
    /// way. So no message becomes visible again while a function has it.
    /// </summary>
    public async Task UntilDoneAsync(Func<Task>? meanwhile = null)
    {
        while (Platform.Platform.Mappings.Pending > 0 || Platform.Platform.Mappings.Held > 0)
        {
            if (Platform.Platform.Mappings.Held == 0)
                Time.Advance(TimeSpan.FromSeconds(1));
            else if (meanwhile is not null)
                await meanwhile();
            await Task.Delay(1);
        }
    }

    /// <summary>Ends a process of the function like the kernel does when memory is short. False: none runs.</summary>
    public bool TryKill(Random random)
    {
        var files = Directory.GetFiles(Path.Combine(_folder.Path, "pids"));
        if (files.Length == 0)
            return false;
        var file = files[random.Next(files.Length)];
        File.Delete(file);
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(int.Parse(Path.GetFileName(file)));
            process.Kill();
            return true;
        }
        catch (ArgumentException)
        {
            return false; // it has ended
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        _folder.Dispose();
    }
}
