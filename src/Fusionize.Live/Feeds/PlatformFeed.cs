using System.Collections.Immutable;
using System.Diagnostics;
using Fusionize.Dashboard.Model;
using Fusionize.Deployment;
using Fusionize.Live.Model;
using Fusionize.Local;
using Fusionize.Local.Viewing;
using Fusionize.Packaging;

namespace Fusionize.Live.Feeds;

/// <summary>The state of a local platform, read when a page asks for it. All pages share what was read a moment ago.</summary>
/// <param name="platform">The platform.</param>
/// <param name="manifest">Returns the deployed build, if it is known.</param>
internal sealed class PlatformFeed(LocalPlatform platform, Func<FusionManifest?> manifest)
{
    private static readonly TimeSpan s_age = TimeSpan.FromMilliseconds(350);
    private const string AppVariable = "FUSIONIZE_APP";
    private const string SetupVariable = "FUSIONIZE_SETUP";

    private readonly Lock _gate = new();
    private readonly TraceFeed _traces = new(platform.View.Logs);
    private readonly CounterRate _invocations = new();
    private Dictionary<string, CounterRate> _perFunction = new(StringComparer.Ordinal);
    private PlatformState? _last;
    private long _readAt;

    public LocalPlatform Platform => platform;

    /// <summary>The deployed build; null: unknown.</summary>
    public FusionManifest? Manifest { get; private set; }

    /// <summary>The function that writes to a log group.</summary>
    public string FunctionOf(string logGroup) => Read().Functions.FirstOrDefault(f => f.LogGroup == logGroup)?.Name ?? logGroup;

    public PlatformState Read()
    {
        lock (_gate)
        {
            if (_last is null || Stopwatch.GetElapsedTime(_readAt) > s_age)
            {
                _last = ReadNow();
                _readAt = Stopwatch.GetTimestamp();
            }
            return _last;
        }
    }

    /// <summary>A request as a waterfall; null if it isn't kept any more.</summary>
    public (TraceRow Row, ReportRequest Request)? FindTrace(string id)
    {
        Read();
        lock (_gate)
            return _traces.Traces.Find(id);
    }

    private PlatformState ReadNow()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Manifest = manifest();
        var views = platform.View.Functions();
        var byLog = views
            .SelectMany(f => f.Versions.Select(v => (v.Configuration.LogGroup, f.Name)))
            .DistinctBy(l => l.LogGroup)
            .ToDictionary(l => l.LogGroup, l => l.Name, StringComparer.Ordinal);
        _traces.Read(log => byLog.GetValueOrDefault(log, log));
        _traces.Traces.Adapt(_traces.RequestsPerSecond(now));

        var status = platform.GetStatus();
        var rates = new Dictionary<string, CounterRate>(StringComparer.Ordinal);
        var functions = views.Select(f => Function(f, rates, now)).ToImmutableArray();
        _perFunction = rates;
        return new(
            new(
                _invocations.Next(now, status.Invocations),
                functions.Sum(f => f.Starting),
                functions.Sum(f => f.Busy),
                functions.Sum(f => f.Idle),
                status.EventsWaiting + status.EventsRetrying,
                status.Errors,
                status.Throttles
            ),
            functions,
            [.. Maps(views, functions, now)],
            _traces.Traces.Rows(),
            _traces.Traces.OneOf
        );
    }

    private LiveFunction Function(FunctionView view, Dictionary<string, CounterRate> rates, long now)
    {
        var served = Served(view);
        var configuration = served.Configuration;
        var total = view.Versions.Sum(v => v.Counts.Invocations);
        rates[view.Name] = _perFunction.GetValueOrDefault(view.Name) ?? new();
        return new()
        {
            Name = view.Name,
            Group = GroupOf(view),
            Version = served.Version,
            Qualifier = served.Aliases.Contains(Aliases.Live) ? Aliases.Live : null,
            Runtime = configuration.Runtime,
            MemoryMB = configuration.MemoryMB,
            TimeoutSeconds = configuration.TimeoutSeconds,
            Architecture = configuration.Architecture,
            ZipBytes = configuration.CodeSize,
            LogGroup = configuration.LogGroup,
            Variables = [.. configuration.Environment.Keys],
            Starting = view.Versions.Sum(v => v.Counts.Starting),
            Busy = view.Versions.Sum(v => v.Counts.Busy),
            Idle = view.Versions.Sum(v => v.Counts.Idle),
            Waiting = view.Versions.Sum(v => v.Counts.Waiting),
            Invocations = total,
            PerSecond = rates[view.Name].Next(now, total),
            EventsWaiting = view.Events.Waiting,
            EventsRunning = view.Events.Running,
            EventsRetrying = view.Events.Retrying,
            EventsDropped = view.Events.Dropped,
        };
    }

    /// <summary>The version that clients reach: that of the alias <c>live</c>, or the newest one.</summary>
    private static VersionView Served(FunctionView view) =>
        view.Versions.FirstOrDefault(v => v.Aliases.Contains(Aliases.Live)) ?? view.Versions[^1];

    private static string AppOf(FunctionView view) => Served(view).Configuration.Environment.GetValueOrDefault(AppVariable, "");

    private static string SetupOf(FunctionView view) => Served(view).Configuration.Environment.GetValueOrDefault(SetupVariable, "");

    /// <summary>The group of a function: as the build says, as its trace lines say, or as its name says.</summary>
    private string GroupOf(FunctionView view)
    {
        var app = AppOf(view);
        return app.Length == 0 ? view.Name
            : IsBuilt(view) && Manifest!.Groups.FirstOrDefault(g => g.Functions.Contains(view.Name)) is { } built ? built.Name
            : _traces.Find(app)?.Groups.FirstOrDefault(g => g.Value.Functions.Contains(view.Name)).Key is { } known ? known
            : view.Name.StartsWith(app + "-", StringComparison.Ordinal) ? view.Name[(app.Length + 1)..]
            : view.Name;
    }

    private bool IsBuilt(FunctionView view) => Manifest?.App == AppOf(view) && Manifest.Setup == SetupOf(view);

    private IEnumerable<LiveMapState> Maps(IReadOnlyList<FunctionView> views, ImmutableArray<LiveFunction> functions, long now)
    {
        var nothing = new Dictionary<CallKey, LiveRate>();
        var apps = views.Zip(functions).GroupBy(f => AppOf(f.First));
        foreach (var app in apps.OrderBy(a => a.Key.Length == 0).ThenBy(a => a.Key, StringComparer.Ordinal))
        {
            var own = app.Select(f => f.Second).ToList();
            var groups = own.GroupBy(f => f.Group, StringComparer.Ordinal).ToDictionary(g => g.Key, LiveGroup.Of, StringComparer.Ordinal);
            if (app.Key.Length == 0)
            {
                yield return new(MapSetup.OfPlain(own), own.Select(f => f.Name).ToHashSet(), nothing, groups);
                continue;
            }
            var feed = _traces.Find(app.Key);
            var setup = app.Any(f => IsBuilt(f.First)) ? MapSetup.OfBuild(Manifest!, feed) : MapSetup.OfTraces(app.Key, own, feed);
            var entries = Manifest?.App == app.Key ? Manifest.Tasks.Where(t => t.Entry).Select(t => t.Id) : feed?.Roots ?? [];
            yield return new(setup, entries.ToHashSet(StringComparer.Ordinal), feed?.CallRates.Read(now) ?? nothing, groups);
        }
    }
}
