using Fusionize.Local.Cpu;
using Fusionize.Local.Execution;
using Fusionize.Local.Lambda;
using Fusionize.Local.Logs;
using Fusionize.Local.Network;
using Fusionize.Local.Processes;
using Fusionize.Local.Server;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fusionize.Local;

/// <summary>
/// A Lambda-compatible platform on this machine. Deployment packages run as real processes over the real Runtime API; everything goes
/// over AWS's protocols at <see cref="Endpoint"/>, so any AWS client works with an endpoint override.
/// </summary>
public sealed class LocalPlatform : IAsyncDisposable
{
    private readonly LocalPlatformOptions options;
    private readonly CancellationTokenSource stopping = new();
    private readonly DataFolder data;
    private readonly ICpuLimiter cpu;
    private readonly ProcessLauncher launcher = new();
    private readonly OutputPump output = new();
    private readonly ExecutionCounters counters;
    private readonly InstanceRegistry instances = new();
    private readonly InitGate inits;
    private readonly EventQueue events;
    private readonly FunctionCatalog catalog;
    private readonly PlatformServer server;
    private readonly InstanceTransport transport;
    private readonly Timer housekeeping;
    private readonly Timer? memoryWatch;
    private int disposed;

    private LocalPlatform(LocalPlatformOptions options)
    {
        this.options = options;
        data = DataFolder.Open(options.DataDirectory);
        cpu = options.EnforceCpu ? CgroupLayout.Open() : new NoCpuLimiter("switched off");
        counters = new(options.MaxConcurrency);
        inits = new(stopping.Token);
        events = new(options, stopping.Token);
        transport = new(new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance));
        var logs = new LogStore(data.Logs, options.LogRetentionBytes);
        var draws = new Draws(options.Seed);
        var services = new ExecutionServices(options, logs, launcher, output, cpu, transport, counters, instances, inits);
        catalog = new(options, new PackageStore(data.Packages), services, draws);
        server = new(
            new LambdaApi(catalog, new InvokeApi(catalog, new NetworkModel(options.Network, draws), events)), new LogsApi(logs, options.Region), new FunctionUrls(catalog), GetStatus, options.Log);
        var often = TimeSpan.FromMilliseconds(Math.Clamp(options.IdleExpiry.TotalMilliseconds / 4, 50, 10_000));
        housekeeping = new Timer(_ => Expire(), null, often, often);
        if (options.EnforceMemory)
            memoryWatch = new Timer(_ => CheckMemory(), null, 50, 50);
    }

    /// <summary>A variable for the environment of child processes that aren't functions: should this process be killed, the next platform to start ends them.</summary>
    public static KeyValuePair<string, string> OwnerMark => new(PlatformIdentity.Variable, PlatformIdentity.Current.ToString());

    /// <summary>Where AWS clients find the platform.</summary>
    public Uri Endpoint => server.Endpoint;

    public static async Task<LocalPlatform> StartAsync(LocalPlatformOptions options, CancellationToken cancellation = default)
    {
        if (OperatingSystem.IsWindows())
            throw new LocalPlatformException(LocalPlatformException.Unsupported, "functions run on Linux and macOS only; on Windows use WSL");
        var stale = StaleProcesses.Kill();
        var platform = new LocalPlatform(options);
        try
        {
            await platform.server.StartAsync(options, platform.transport, cancellation);
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
        if (stale > 0)
            options.Log?.Invoke($"ended {stale} function process(es) that an earlier run left behind");
        if (options.EnforceCpu && !platform.cpu.Enforced)
            options.Log?.Invoke(platform.cpu.Description);
        return platform;
    }

    public PlatformStatus GetStatus()
    {
        var unreported = Interlocked.Read(ref counters.Unreported);
        var (waiting, running, retrying) = (events.Waiting, events.Running, events.Retrying);
        return new()
        {
            Idle = unreported == 0 && waiting == 0 && running == 0 && retrying == 0,
            Instances = instances.Count,
            Concurrency = counters.Concurrency,
            Unreported = unreported,
            Invocations = Interlocked.Read(ref counters.Invocations),
            ColdStarts = Interlocked.Read(ref counters.ColdStarts),
            Errors = Interlocked.Read(ref counters.Errors),
            TimeOuts = Interlocked.Read(ref counters.TimeOuts),
            Throttles = Interlocked.Read(ref counters.Throttles),
            BilledMs = Interlocked.Read(ref counters.BilledMs),
            BilledGigabyteSeconds = Interlocked.Read(ref counters.BilledMegabyteMs) / 1024.0 / 1000,
            EventsWaiting = waiting,
            EventsRunning = running,
            EventsRetrying = retrying,
            EventsDropped = events.Dropped,
            CpuEnforced = cpu.Enforced,
            Cpu = cpu.Description,
        };
    }

    private void Expire()
    {
        var before = InstancePool.TicksBefore(options.IdleExpiry);
        foreach (var instance in instances.All)
        {
            if (instance.LastUsed < before)
                instance.Retire();
        }
    }

    private void CheckMemory()
    {
        foreach (var instance in instances.All)
            instance.CheckMemory();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        await stopping.CancelAsync();
        await housekeeping.DisposeAsync();
        if (memoryWatch is not null)
            await memoryWatch.DisposeAsync();
        // Instances first: then no request keeps the server from stopping.
        var ending = instances.All.ToArray();
        foreach (var instance in ending)
            instance.Kill();
        await Task.WhenAny(Task.WhenAll(ending.Select(i => i.Gone)), Task.Delay(TimeSpan.FromSeconds(5)));
        await server.DisposeAsync();
        foreach (var late in instances.All)
            late.Kill();
        launcher.Dispose();
        output.Dispose();
        cpu.Dispose();
        data.Dispose();
        stopping.Dispose();
    }
}
