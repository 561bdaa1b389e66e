using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Rounds;
using Fusionize.Rounds.Load;

namespace Fusionize.Tests.Rounds;

public sealed class RoundMonitorTests
{
    private const double Seconds = 10;

    [Fact]
    public void A_quiet_round_is_not_disturbed()
    {
        var conditions = Judge(new FakeMachine { BusySeconds = 4, OwnSeconds = 3 }, clientMs: 60);

        Assert.Empty(conditions.Disturbances);
        Assert.False(conditions.IsDisturbed());
        Assert.Equal((0.2, 0.0, 0.0), (conditions.Busy!.Value, Math.Round(conditions.Steal!.Value, 9), conditions.Throttled!.Value));
    }

    [Fact]
    public void Everything_that_disturbs_a_round_is_named()
    {
        Assert.Equal(
            ["other programs used 45 % of the machine"],
            Judge(new FakeMachine { BusySeconds = 12, OwnSeconds = 3 }, clientMs: 60).Disturbances.ToArray()
        );
        Assert.Equal(
            ["the machine was saturated (95 % in use)"],
            Judge(new FakeMachine { BusySeconds = 19, OwnSeconds = 19 }, 60).Disturbances.ToArray()
        );
        Assert.Equal(["other virtual machines took 10 % of the processors"], Judge(new FakeMachine { StealSeconds = 2 }, 60).Disturbances.ToArray());
        Assert.Equal(
            ["a CPU limit held up the platform itself (5 % of the time)"],
            Judge(new FakeMachine { ThrottledSeconds = 0.5 }, 60).Disturbances.ToArray()
        );
        Assert.Equal(["requests queued in front of the functions (450 ms)"], Judge(new FakeMachine(), clientMs: 500).Disturbances.ToArray());
        Assert.Equal(["the functions' CPU limits were not enforced"], Judge(new FakeMachine(), 60, limitsCpu: false).Disturbances.ToArray());
    }

    [Fact]
    public void The_functions_own_time_and_INIT_are_no_disturbance()
    {
        // 2 s of CPU and 2.9 s of INIT, beginnings of processes included.
        var records = Enumerable.Range(0, 20).Select(i => Record(i) with { IsCold = i < 10, InitMs = i < 10 ? 190 : 0, CpuMs = 100 });

        var conditions = Judge(new FakeMachine { BusySeconds = 5 }, clientMs: 60, records: [.. records]);

        Assert.InRange(conditions.Others!.Value, 0, 0.011);
    }

    [Fact]
    public void A_machine_that_tells_nothing_is_not_taken_for_quiet_or_busy()
    {
        var conditions = Judge(new Silent(), clientMs: 60);

        Assert.Equal((null, null), (conditions.Busy, conditions.Others));
        Assert.Empty(conditions.Disturbances);
    }

    [Fact]
    public void This_machine_tells_its_times_on_Linux()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var times = new LocalMachine().Read();

        Assert.NotNull(times);
        Assert.True(times.Value.Busy > 0 && times.Value.Own > 0);
    }

    private static RoundConditions Judge(IMachine machine, double clientMs, bool limitsCpu = true, ImmutableArray<InvocationRecord>? records = null)
    {
        var monitor = new RoundMonitor(machine, new SteppingTime());
        monitor.End();
        return monitor.Judge(Client(clientMs), records ?? [Record(0)], limitsCpu);
    }

    private static LoadSummary Client(double p50) =>
        new()
        {
            Requests = 1,
            Errors = 0,
            ErrorsByKind = ImmutableSortedDictionary<string, int>.Empty,
            PlannedRate = 1,
            Seconds = Seconds,
            P50 = p50,
            P95 = p50,
            P99 = p50,
            Max = p50,
            Mean = p50,
        };

    private static InvocationRecord Record(int i) =>
        new()
        {
            App = "app",
            SetupId = "s",
            Group = "A",
            Function = "app-A",
            RequestId = $"{i}",
            TraceId = $"{i}",
            Task = "A",
            IsRoot = true,
            DurationMs = 50,
        };

    /// <summary>Each look at the clock is one round later.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => _now += (long)(Seconds * TimestampFrequency);
    }

    private sealed class Silent : IMachine
    {
        public int Processors => 2;

        public MachineTimes? Read() => null;
    }
}
