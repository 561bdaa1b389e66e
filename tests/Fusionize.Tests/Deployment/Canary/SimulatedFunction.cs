using System.Globalization;
using System.Runtime.CompilerServices;
using Fusionize.Records;

namespace Fusionize.Tests.Deployment.Canary;

/// <summary>What a version does with its requests.</summary>
public enum Behavior
{
    Good,
    CrashesAtStart,
    CrashesOnRequest,
    TimesOut,
    Exits,
    UsesUpMemory,
    AnswersSlowly,
    AnswersWithWrongStatus,
    GetsNoTraffic,
}

/// <summary>
/// The log of a function that gets requests of clients: two versions, each with instances that are slow while they are young, as .NET processes are.
/// Lines are there as soon as the clock has come to them.
/// </summary>
internal sealed class SimulatedFunction(TimeProvider time, LiveAlias alias, Behavior behavior, double traced, Random random) : ILogSource
{
    private readonly List<LogEvent> _log = [];
    private readonly List<Instance> _instances = [];
    private readonly Random _random = random;
    private DateTimeOffset _now;

    /// <summary>Requests in a second.</summary>
    public double Rate { get; init; } = 10;

    /// <summary>What a request of a settled instance takes, about.</summary>
    public double Milliseconds { get; init; } = 20;

    /// <summary>What of version 1's requests fails.</summary>
    public double OldFailures { get; init; }

    /// <summary>Whether clients stop when version 2 gets a share.</summary>
    public bool Stops { get; init; }

    /// <summary>Version 1 has served for a while, by instances that began long before the log is read.</summary>
    public void Begin(DateTimeOffset since, bool hasOldInstances)
    {
        _now = since;
        for (var i = 0; hasOldInstances && i < 4; i++)
            _instances.Add(new(this, "1", served: 10_000));
        Serve();
    }

    public async IAsyncEnumerable<LogEvent> ReadAsync(LogQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield();
        Serve();
        var now = time.GetUtcNow();
        foreach (var line in _log.Where(l => l.Timestamp >= query.From && l.Timestamp <= now && !(l.Timestamp >= query.To)).ToArray())
            yield return line;
    }

    private void Serve()
    {
        for (var end = time.GetUtcNow(); _now < end; _now += TimeSpan.FromSeconds(-Math.Log(1 - _random.NextDouble()) / Rate))
        {
            if (Stops && alias.Weights.Count > 0)
                continue;
            var isNew = alias.Weights.Count > 0 && behavior != Behavior.GetsNoTraffic && _random.NextDouble() < alias.ShareOf("2");
            Request(isNew ? "2" : "1", isNew ? behavior : Behavior.Good);
        }
    }

    private void Request(string version, Behavior what)
    {
        var instance = _instances.Find(i => i.Version == version && i.FreeAt <= _now);
        if (instance is null)
            _instances.Add(instance = new(this, version, served: 0));
        var id = new Guid(_random.Next(), (short)_random.Next(), (short)_random.Next(), new byte[8]).ToString("D");
        var age = instance.Served++;
        var aging =
            age == 0 ? 15
            : age < 10 ? 4
            : age < 30 ? 1.6
            : 1;
        var ms = Milliseconds * aging * Math.Exp(0.4 * (_random.NextDouble() + _random.NextDouble() - 1));
        var fails = what is Behavior.CrashesOnRequest or Behavior.AnswersWithWrongStatus || (version == "1" && _random.NextDouble() < OldFailures);
        if (what == Behavior.AnswersSlowly)
            ms = ms * 2 + 60;
        if (what == Behavior.TimesOut)
            ms = 10_000;
        var status = what switch
        {
            Behavior.CrashesAtStart or Behavior.Exits => "Status: error\tError Type: Runtime.ExitError",
            Behavior.UsesUpMemory => "Status: error\tError Type: Runtime.OutOfMemory",
            Behavior.TimesOut => "Status: timeout",
            _ => "",
        };
        if (age == 0)
            instance.Write(0, "INIT_START Runtime Version: dotnet10");
        if (what == Behavior.CrashesAtStart)
            instance.Write(0, $"INIT_REPORT Init Duration: 80.00 ms\tPhase: init\t{status}");
        instance.Write(0, $"START RequestId: {id} Version: {version}");
        instance.Write(ms / 2, "Console.WriteLine of the application: REPORT RequestId: nobody\tDuration: 1.00 ms\t");
        var error = fails ? """{"type":"System.InvalidOperationException","message":"no"}""" : "null";
        if (status.Length == 0 && _random.NextDouble() < traced)
            instance.Write(
                ms,
                $$"""{"fusionize":1,"app":"a","setup":"0123456789abcdef","group":"Save","requestId":"{{id}}","trace":"t","span":"1","task":"Save","root":true,"start":{{_now.ToUnixTimeMilliseconds()}},"ms":{{Text(ms)}},"cpuMs":1,"memMB":512,"calls":[],"error":{{error}}}"""
            );
        else if (fails)
            instance.Write(ms, $$"""{"fusionizeFailure":1,"requestId":"{{id}}","type":"System.InvalidOperationException"}""");
        instance.Write(ms, $"END RequestId: {id}");
        instance.Write(
            ms,
            $"REPORT RequestId: {id}\tDuration: {Text(ms)} ms\tBilled Duration: {Math.Ceiling(ms)} ms\tMemory Size: 512 MB\tMax Memory Used: 60 MB\t"
                + (age == 0 ? "Init Duration: 80.00 ms\t" : "")
                + status
        );
        instance.FreeAt = _now + TimeSpan.FromMilliseconds(ms + 1);
        if (status.Length > 0)
            _instances.Remove(instance);
    }

    private static string Text(double ms) => ms.ToString("0.00", CultureInfo.InvariantCulture);

    private sealed class Instance(SimulatedFunction function, string version, int served)
    {
        private readonly string _stream = $"2026/11/28/[{version}]{function._random.NextInt64():x16}";

        public string Version => version;

        public int Served { get; set; } = served;

        public DateTimeOffset FreeAt { get; set; }

        public void Write(double afterMs, string text) =>
            function._log.Add(new("/aws/lambda/shop-Save", _stream, function._now + TimeSpan.FromMilliseconds(afterMs), text));
    }
}
