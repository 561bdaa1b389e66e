using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fusionize.Local.CloudWatch;
using Fusionize.Local.Cpu;
using Fusionize.Local.EventBridge;
using Fusionize.Local.Execution;
using Fusionize.Local.HttpApis;
using Fusionize.Local.Lambda;
using Fusionize.Local.Logs;
using Fusionize.Local.Mappings;
using Fusionize.Local.Network;
using Fusionize.Local.Packages;
using Fusionize.Local.Ports;
using Fusionize.Local.Processes;
using Fusionize.Local.Server;
using Fusionize.Local.Sqs;
using Fusionize.Local.Viewing;
using Microsoft.AspNetCore.Connections;

namespace Fusionize.Local;

[JsonSerializable(typeof(PlatformStatus))]
[JsonSerializable(typeof(IReadOnlyList<FailedEvent>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class StatusJson : JsonSerializerContext;

/// <summary>
/// A Lambda-compatible platform on this machine. Deployment packages run as real processes over the real Runtime API; all communication uses AWS's
/// protocols at <see cref="Endpoint"/>, so any AWS client works with an endpoint override.
/// </summary>
public sealed class LocalPlatform : IAsyncDisposable
{
    private readonly LocalPlatformOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private readonly DataFolder _data;
    private readonly ICpuLimiter _cpu;
    private readonly ProcessLauncher _launcher;
    private readonly OutputPump _output = new();
    private readonly ExecutionCounters _counters;
    private readonly InstanceRegistry _instances = new();
    private readonly InitGate _inits;
    private readonly EventQueue _events;
    private readonly FunctionCatalog _catalog;
    private readonly QueueCatalog _queues;
    private readonly MappingCatalog _mappings;
    private readonly PlatformServer _server;
    private readonly LoopbackPorts _ports = new();
    private readonly Timer _housekeeping;
    private readonly Timer _memoryWatch;
    private int _disposed;

    private LocalPlatform(LocalPlatformOptions options)
    {
        _options = options;
        _data = DataFolder.Open(options.DataDirectory);
        _launcher = new(readOnlyFolder: _data.Packages);
        _cpu = options.EnforceCpu ? CgroupLayout.Open() : new NoCpuLimiter("switched off");
        _counters = new(options.MaxConcurrency);
        _inits = new(_stopping.Token);
        _events = new(options.AsyncRetryDelays, options.MaxThrottleDelay, options.Log, _stopping.Token);
        var logs = new LogStore(_data.Logs, options.LogRetentionBytes);
        var draws = new Draws(options.Seed);
        var services = new ExecutionServices(Settings(options), logs, _launcher, _output, _cpu, _ports, _counters, _instances, _inits);
        _catalog = new(options.Region, new PackageStore(_data.Packages), services, draws);
        View = new(_catalog, _events, logs);
        var network = new NetworkModel(options.Network == NetworkProfile.Aws, draws);
        _queues = OpenQueues(_data, options);
        _mappings = new(_catalog, _queues, options.Time, options.Log, _stopping.Token);
        var delivery = new TargetDelivery(_catalog, _queues, _events, options.Log);
        var invoke = new InvokeApi(_catalog, network, _queues, _events);
        var apis = new HttpApiCatalog(options.Region);
        _server = new(
            new LambdaApi(_catalog, _queues, invoke, new CodeBucket(options.S3Endpoint, options.Region), options.Log),
            new MappingApi(_mappings, options.Region, options.Time),
            new LogsApi(logs, options.Region),
            new SqsApi(_queues, _stopping.Token),
            new EventsApi(
                new RuleCatalog(delivery, options.Region, options.Time, _stopping.Token),
                delivery,
                options.Region,
                options.Time
            ),
            new FunctionUrls(_catalog),
            new HttpApiControl(apis),
            new HttpApiFront(apis, _catalog, options.Log),
            () => JsonSerializer.SerializeToUtf8Bytes(GetStatus(), StatusJson.Default.PlatformStatus),
            () => JsonSerializer.SerializeToUtf8Bytes(Failures, StatusJson.Default.IReadOnlyListFailedEvent),
            options.Log
        );
        var often = TimeSpan.FromMilliseconds(Math.Clamp(options.IdleExpiry.TotalMilliseconds / 4, 50, 10_000));
        _housekeeping = new Timer(_ => Expire(), null, often, often);
        var watch = options.EnforceMemory ? 50 : 250;
        _memoryWatch = new Timer(_ => WatchMemory(), null, watch, watch);
    }

    /// <summary>An environment variable for child processes that aren't functions: if this process is killed, the next platform ends them.</summary>
    public static KeyValuePair<string, string> OwnerMark => new(PlatformIdentity.Variable, PlatformIdentity.Current.ToString());

    /// <summary>Functions with more memory than this (MB) have a CPU share that this machine can't provide while it also runs the platform and the
    /// load.</summary>
    public static int LargestMeasurableMB { get; } = CpuShare.LargestFor(Environment.ProcessorCount);

    /// <summary>The address of the platform for AWS clients.</summary>
    public Uri Endpoint => _server.Endpoint;

    internal PlatformView View { get; }

    public static async Task<LocalPlatform> StartAsync(LocalPlatformOptions options, CancellationToken cancellation = default)
    {
        if (OperatingSystem.IsWindows())
            throw new LocalPlatformException(LocalPlatformException.Unsupported, "functions run on Linux and macOS only; on Windows use WSL");
        var stale = StaleProcesses.Kill();
        var platform = new LocalPlatform(options);
        try
        {
            await platform._server.StartAsync(new IPEndPoint(options.Address, options.Port), platform._ports, cancellation);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await platform.DisposeAsync();
            throw new LocalPlatformException(
                LocalPlatformException.PortInUse,
                $"port {options.Port} of {options.Address} is in use; choose another, or 0 for a free one",
                e
            );
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
        if (stale > 0)
            options.Log?.Invoke($"ended {stale} process(es) that an earlier run left behind");
        if (options.EnforceCpu && !platform._cpu.Enforced)
            options.Log?.Invoke(platform._cpu.Description);
        return platform;
    }

    /// <summary>
    /// Asynchronous events that were given up and that no dead-letter queue has, the oldest first; also <c>GET /_fusionize/failures</c>.
    /// </summary>
    public IReadOnlyList<FailedEvent> Failures => _events.Failed;

    internal MappingCatalog Mappings => _mappings;

    internal QueueCatalog Queues => _queues;

    public PlatformStatus GetStatus()
    {
        // Read in this order, because an event's invocation counts as unreported before the event counts as finished. A message's invocation may
        // come and go in between; then the number of invocations changes.
        var invocations = Interlocked.Read(ref _counters.Invocations);
        var messages = _mappings.Count();
        // A message that waits for its next attempt may do so for hours.
        var due = messages.Visible + _mappings.Held;
        var unfinished = _events.Unfinished;
        var unreported = Interlocked.Read(ref _counters.Unreported);
        return new()
        {
            Idle = unreported == 0 && unfinished == 0 && due == 0 && invocations == Interlocked.Read(ref _counters.Invocations),
            Instances = _instances.Count,
            Concurrency = _counters.Concurrency,
            Unreported = unreported,
            Invocations = Interlocked.Read(ref _counters.Invocations),
            ColdStarts = Interlocked.Read(ref _counters.ColdStarts),
            Errors = Interlocked.Read(ref _counters.Errors),
            TimeOuts = Interlocked.Read(ref _counters.TimeOuts),
            Throttles = Interlocked.Read(ref _counters.Throttles),
            BilledMs = Interlocked.Read(ref _counters.BilledMs),
            BilledGigabyteSeconds = Interlocked.Read(ref _counters.BilledMegabyteMs) / 1024.0 / 1000,
            EventsWaiting = _events.Waiting,
            EventsRunning = _events.Running,
            EventsRetrying = _events.Retrying,
            EventsDropped = _events.Dropped,
            MessagesPending = messages.All,
            CpuEnforced = _cpu.Enforced,
            Cpu = _cpu.Description,
        };
    }

    private void Expire()
    {
        var before = InstancePool.TicksBefore(_options.IdleExpiry);
        foreach (var instance in _instances.All)
            instance.RetireIfUnusedSince(before);
    }

    private void WatchMemory()
    {
        foreach (var instance in _instances.All)
            instance.WatchMemory(_options.EnforceMemory);
    }

    private static QueueCatalog OpenQueues(DataFolder data, LocalPlatformOptions options)
    {
        try
        {
            return new(data.Queues, options.Region, options.Time);
        }
        catch (IOException e)
        {
            data.Dispose();
            throw new LocalPlatformException(LocalPlatformException.DataDirectoryUnusable, e.Message, e);
        }
    }

    private static ExecutionSettings Settings(LocalPlatformOptions options) =>
        new()
        {
            Region = options.Region,
            Environment = options.Environment,
            MaxConcurrency = options.MaxConcurrency,
            RequestsPerInstance = options.RequestsPerInstance,
            InitTimeout = options.InitTimeout,
            ShutDownLimit = options.ShutDownLimit,
            Log = options.Log,
        };

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stopping.CancelAsync();
        await _housekeeping.DisposeAsync();
        await _memoryWatch.DisposeAsync();
        // Instances first, so that no request keeps the server from stopping.
        var ending = _instances.All.ToArray();
        foreach (var instance in ending)
            instance.Retire();
        foreach (var instance in ending.Where(static i => !i.IsEnding))
            instance.Kill();
        await Task.WhenAny(Task.WhenAll(ending.Select(i => i.Gone)), Task.Delay(TimeSpan.FromSeconds(5)));
        await _server.DisposeAsync();
        foreach (var late in _instances.All)
            late.Kill();
        _launcher.Dispose();
        _output.Dispose();
        _cpu.Dispose();
        _queues.Dispose();
        _data.Dispose();
        _stopping.Dispose();
    }
}
