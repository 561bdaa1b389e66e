using System.Collections.Immutable;
using Fusionize.Optimization;
using Fusionize.Rounds;
using Fusionize.Setups;

namespace Fusionize.Dashboard.Building;

/// <summary>The application, its setups in the order of their measurement, and the usable measurements.</summary>
internal sealed class MeasuredApp
{
    public MeasuredApp(ReportSource source)
    {
        Source = source;
        Built = source.Manifest is { } manifest ? new BuiltApp(manifest, source.BuildFolder ?? "", TimeSpan.Zero) : null;
        if (Built is not null)
            source.Add(Built.Setup);
        Model = Built?.Model ?? ModelOf(source);
        History =
        [
            .. source
                .Records.Where(r => r.Value.Any(i => i.IsRoot))
                .OrderBy(r => r.Value[0].StartMs)
                .Select((r, i) => new MeasuredSetup(source.Setups[r.Key], r.Value, i + 1) { IsDisturbed = DisturbancesOf(r.Key).Length > 0 }),
        ];
        Goal = GoalOf(source);
        Chosen = Choose();
        var named = History.Select(m => m.Setup).Concat(source.Rounds.Select(r => source.Setups.GetValueOrDefault(r.SetupId)).OfType<FusionSetup>());
        Setups = [.. (Chosen is null ? named : named.Append(Chosen)).Distinct()];
    }

    public ReportSource Source { get; }

    public BuiltApp? Built { get; }

    public AppModel Model { get; }

    /// <summary>The setups with records, in chronological order.</summary>
    public ImmutableArray<MeasuredSetup> History { get; }

    public Goal Goal { get; }

    /// <summary>The setups with a name in the report.</summary>
    public ImmutableArray<FusionSetup> Setups { get; }

    public MeasuredSetup? First => History.IsEmpty ? null : History[0];

    /// <summary>The best measured setup; the current one if there are no measurements.</summary>
    public FusionSetup? Chosen { get; }

    public MeasuredSetup? Of(FusionSetup? setup) => History.FirstOrDefault(m => m.Setup == setup);

    /// <summary>The reasons why no round of the setup is reliable; empty if at least one is.</summary>
    public ImmutableArray<string> DisturbancesOf(string setup)
    {
        var own = Source.Rounds.Where(r => r.SetupId == setup && r.Outcome is not null).ToList();
        return own.Count > 0 && own.TrueForAll(r => r.Conditions?.IsDisturbed() == true)
            ? [.. own.SelectMany(r => r.Conditions!.Disturbances).Distinct()]
            : [];
    }

    private FusionSetup? Choose()
    {
        var best = Source.Loop?.Best?.SetupId;
        return best is not null && Source.Setups.TryGetValue(best, out var setup) ? setup
            : GoalChoice.BestMeasured(History, Goal) is { } measured ? measured
            : Source.Current is { } current && Source.Setups.TryGetValue(current, out var pointed) ? pointed
            : Built?.Setup ?? Source.Setups.Values.FirstOrDefault();
    }

    private static Goal GoalOf(ReportSource source)
    {
        try
        {
            return source.Rounds.LastOrDefault(r => r.Goal is not null)?.Goal is { } text ? Goal.Parse(text) : Goal.Balanced;
        }
        catch (FusionizeException)
        {
            source.Miss("The rounds' goal can't be read; setups are compared by the goal 'balanced'.");
            return Goal.Balanced;
        }
    }

    /// <summary>Without a build: the tasks in the setups, and the calls in the records.</summary>
    private static AppModel ModelOf(ReportSource source)
    {
        var records = source.Records.Values.SelectMany(r => r).ToList();
        var entries = records.Where(r => r.IsRoot).Select(r => r.Task).ToHashSet(StringComparer.Ordinal);
        var tasks = source.Setups.Values.SelectMany(s => s.Groups).SelectMany(g => g.Tasks).Distinct().ToList();
        var known = tasks.ToHashSet(StringComparer.Ordinal);
        return new(
            source.Setups.Values.FirstOrDefault()?.App ?? source.Loop?.App ?? source.Rounds.LastOrDefault()?.App ?? "",
            [.. tasks.Select(t => new AppTask(t, entries.Contains(t)))],
            [
                .. records
                    .SelectMany(r => r.Calls)
                    .Where(c => known.Contains(c.From) && known.Contains(c.To))
                    .Select(c => new AppCall(c.From, c.To, c.Kind))
                    .Distinct(),
            ]
        );
    }
}
