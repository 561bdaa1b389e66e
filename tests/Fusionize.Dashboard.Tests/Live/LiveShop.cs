using System.Buffers;
using System.Text;
using System.Text.Json;
using Fusionize.Live;
using Fusionize.Live.Feeds;
using Fusionize.Local;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Local;

namespace Fusionize.Dashboard.Tests.Live;

/// <summary>
/// A platform with a small shop under load, a loop that has finished its rounds, and the dashboard of both. One for all tests: the functions are the
/// probe, which writes the trace lines that functions of an application would write.
/// </summary>
public sealed class LiveShop : IAsyncLifetime
{
    public const string Secret = "a-secret-value";
    public const string Spoken = "reserved 3 pairs of socks";
    public const string Unsaid = "the-content-of-an-event";
    private const string Setup = "0123456789abcdef";

    private static readonly JsonWriterOptions s_json = RecordJson.WriterOptions;

    private readonly string _folder = Directory.CreateTempSubdirectory("live-").FullName;
    private readonly CancellationTokenSource _end = new();
    private LocalPlatform? _platform;
    private LoopFolder? _loop;
    private PlatformClient? _client;
    private LiveDashboard? _dashboard;
    private Task _load = Task.CompletedTask;

    public Uri Link => _dashboard!.Link;

    internal PlatformClient Client => _client!;

    internal LocalPlatform Platform => _platform!;

    public async Task InitializeAsync()
    {
        var data = Path.Combine(_folder, "data");
        _platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false, AsyncRetryDelays = [], DataDirectory = data });
        _client = new(_platform.Endpoint);
        foreach (var (name, memory) in new[] { ("shop-Order", 512), ("shop-Pay", 256) })
            await _client.CreateAsync(
                name,
                memory: memory,
                environment: [("FUSIONIZE_APP", "shop"), ("FUSIONIZE_SETUP", Setup), ("API_KEY", Secret)]
            );
        await _client.CreateAsync("worker");
        await _client.SendAsync(HttpMethod.Post, "/", """{"QueueName":"parcels"}""", ("X-Amz-Target", "AmazonSQS.CreateQueue"));
        _loop = LoopFolder.Open(Path.Combine(_folder, "loop"));
        var build = Directory.CreateDirectory(Path.Combine(_folder, "build")).FullName;
        File.WriteAllText(Path.Combine(build, "fusion-manifest.json"), Manifest);
        var live = new LiveLoop(_loop, 12);
        await RunAsync(live, _loop);
        _dashboard = await LiveDashboard.StartAsync(new() { Subject = "shop", Platform = _platform, Loop = live, Build = build });
        await OrderAsync(1);
        await _client.InvokeAsync("worker", $$"""{"do":"fail","note":"{{Unsaid}}"}""", type: "Event");
        _load = LoadAsync();
    }

    /// <summary>A loop whose rounds were simulated.</summary>
    private static async Task RunAsync(LiveLoop live, LoopFolder folder)
    {
        var source = SimulatedLoop.SourceOf("samples/IoT/iot.app.json", 3);
        using var store = SetupStore.InFolder(folder.Store);
        var records = new FolderRecordStore(folder.Store);
        foreach (var setup in source.Setups.Values)
            await store.PutSetupAsync(setup, default);
        foreach (var round in source.Rounds)
        {
            await store.PutRoundAsync(round, default);
            await records.PutAsync($"round-{round.Round}", source.Records[round.SetupId], default);
        }
        source.Loop!.Write(folder.Report);
        live.Report(new(3, RoundPhase.Optimize, default));
        live.RoundFinished(source.Loop);
    }

    /// <summary>Requests one after another until the end.</summary>
    private async Task LoadAsync()
    {
        for (var number = 2; !_end.IsCancellationRequested; number++)
        {
            await OrderAsync(number);
            await Task.Delay(20);
        }
    }

    /// <summary>A request for Order, which calls Price locally and Pay remotely.</summary>
    public async Task OrderAsync(int number)
    {
        var trace = $"{number:x32}";
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var pay = Record("Pay", trace, now + 4, 6) with { SpanId = "b", ParentSpanId = "a" };
        var order = Record("Order", trace, now, 12) with
        {
            SpanId = "a",
            IsRoot = true,
            Calls =
            [
                new("Order", "Price", CallKind.Sync, CallSite.Local, 1, 2),
                new("Order", "Pay", CallKind.Sync, CallSite.Remote, 3, 8),
            ],
        };
        await LogAsync("shop-Pay", Line(pay));
        await LogAsync("shop-Order", $"{Spoken}\n{Line(order)}");
    }

    private async Task LogAsync(string function, string text)
    {
        var answer = await Client.InvokeAsync(function, JsonSerializer.Serialize(new { @do = "log", text = text + "\n" }));
        if (answer.Status != 200)
            throw new InvalidOperationException(answer.Body);
    }

    private static InvocationRecord Record(string task, string trace, double start, double ms) =>
        new()
        {
            App = "shop",
            SetupId = Setup,
            Group = task,
            Function = "",
            RequestId = Guid.NewGuid().ToString(),
            TraceId = trace,
            Task = task,
            StartMs = start,
            DurationMs = ms,
            MemoryMB = 512,
        };

    private static string Line(InvocationRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_json))
            RecordJson.WriteTraceLine(json, record);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private const string Manifest = """
        {
          "fusionize": 1, "app": "shop", "setup": "0123456789abcdef", "notation": "(Order,Price)-(Pay)", "toolVersion": "0",
          "groups": [
            {
              "name": "Order", "function": "shop-Order", "zip": "Order.zip", "sha256": "", "bytes": 400000, "runtime": "dotnet10", "handler": "h",
              "architecture": "x86_64", "memoryMB": 512, "tasks": ["Order", "Price"], "entries": ["Order", "Price"], "remoteAsync": [],
              "routes": { "Pay": "Pay" }, "assemblies": []
            },
            {
              "name": "Pay", "function": "shop-Pay", "zip": "Pay.zip", "sha256": "", "bytes": 300000, "runtime": "dotnet10", "handler": "h",
              "architecture": "x86_64", "memoryMB": 256, "tasks": ["Pay"], "entries": ["Pay"], "remoteAsync": [], "routes": {}, "assemblies": []
            }
          ],
          "tasks": [
            {
              "id": "Order", "entry": true, "params": [{ "name": "id", "type": "System.String" }],
              "routes": [{ "method": "GET", "template": "/orders/{id}" }]
            },
            { "id": "Price", "entry": false, "params": [] },
            { "id": "Pay", "entry": false, "params": [] }
          ],
          "calls": [
            { "from": "Order", "to": "Price", "kind": "sync", "multiplicity": "once", "location": "" },
            { "from": "Order", "to": "Pay", "kind": "sync", "multiplicity": "once", "location": "" }
          ]
        }
        """;

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        await _load;
        if (_dashboard is not null)
            await _dashboard.DisposeAsync();
        if (_platform is not null)
            await _platform.DisposeAsync();
        _client?.Dispose();
        _loop?.Dispose();
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
