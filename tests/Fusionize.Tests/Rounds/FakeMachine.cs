using Fusionize.Rounds;

namespace Fusionize.Tests.Rounds;

/// <summary>A machine on which each round finds the same: by default, nothing else runs.</summary>
internal sealed class FakeMachine : IMachine
{
    private int _readings;

    /// <summary>Between two readings.</summary>
    public double BusySeconds { get; init; }

    /// <inheritdoc cref="BusySeconds"/>
    public double StealSeconds { get; init; }

    /// <inheritdoc cref="BusySeconds"/>
    public double OwnSeconds { get; init; }

    /// <inheritdoc cref="BusySeconds"/>
    public double ThrottledSeconds { get; init; }

    public int Processors { get; init; } = 2;

    public MachineTimes? Read()
    {
        var n = _readings++;
        return new(n * BusySeconds, n * StealSeconds, n * OwnSeconds, n * ThrottledSeconds);
    }
}
