using System.Collections.Immutable;
using Fusionize.Simulation;

namespace Fusionize.Rounds.Load;

/// <summary>
/// The requests of a run. They alternate by their weights: after any number of requests, each kind has had its share, with a deviation of at most one
/// request.
/// </summary>
/// <param name="Requests">The kinds of requests, at least one.</param>
public sealed record RequestMix(ImmutableArray<MixRequest> Requests)
{
    /// <summary>Whether <see cref="Requests"/> are sent in their order, again and again, instead of by weight.</summary>
    public bool IsRecording { get; init; }

    /// <summary>The start times, if the mix has rates or recorded times; otherwise null.</summary>
    public MixTimes? Times { get; init; }

    /// <summary>Whether the figures are split by entry or path, because there are several.</summary>
    public bool HasSeveralNames => Requests.Select(r => r.Name).Distinct(StringComparer.Ordinal).Skip(1).Any();

    /// <summary>Always the same request.</summary>
    /// <param name="entry">Null: the application's first entry task.</param>
    public static RequestMix Of(string? entry, ReadOnlyMemory<byte> body) => new([new MixRequest { Entry = entry, Body = body }]);

    /// <summary>The order of the requests as an endless sequence of indexes of <see cref="Requests"/>.</summary>
    public IEnumerable<int> Kinds()
    {
        if (IsRecording)
            for (var i = 0; ; i = (i + 1) % Requests.Length)
                yield return i;
        var turns = new WeightedTurns(Requests.Select(r => r.Weight));
        while (true)
            yield return turns.Next();
    }
}

/// <summary>The start times of a mix.</summary>
/// <param name="RatePerSecond">The rate of all requests together; null: <paramref name="Starts"/> has the times.</param>
/// <param name="Starts">Counted from the beginning of the run, in order; empty if there is a rate.</param>
public sealed record MixTimes(double? RatePerSecond, ImmutableArray<TimeSpan> Starts);
