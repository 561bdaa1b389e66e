using System.Collections.Immutable;
using Fusionize.Dashboard.Model;
using Fusionize.Optimization;
using Fusionize.Optimization.Forecasts;
using Fusionize.Setups;

namespace Fusionize.Dashboard.Building;

/// <summary>Predictions for setups that were not measured.</summary>
internal sealed class Outlook
{
    private const int FrontPoints = 12;
    private const int MaxAlternatives = 6;
    private static readonly int[] s_sizes = [128, 256, 512, 1024, 1769, 3008];

    private readonly Forecast _forecast;
    private readonly MeasuredApp _app;
    private readonly CallGraph _graph;

    private Outlook(Forecast forecast, MeasuredApp app, CallGraph graph) => (_forecast, _app, _graph) = (forecast, app, graph);

    /// <summary>Returns null if no prediction is possible. Then the reason is added to the source.</summary>
    public static Outlook? Of(MeasuredApp app, CallGraph graph)
    {
        ImmutableArray<MeasuredSetup> usable = [.. app.History.Where(m => Fits(m.Setup, app.Model) && Forecast.CanUse(m))];
        if (usable.IsEmpty)
        {
            if (!app.History.IsEmpty)
                app.Source.Miss("Nothing is predicted: the records hold no CPU times, or are of another version of the application.");
            return null;
        }
        try
        {
            return new(Forecast.For(app.Goal, app.Model, usable), app, graph);
        }
        catch (FusionizeException e)
        {
            app.Source.Miss($"Nothing is predicted: {e.Message}");
            return null;
        }
    }

    public ReportPredicted? Predict(FusionSetup setup) => Fits(setup, _app.Model) ? Figures.Predicted(_forecast.Predict(setup)) : null;

    /// <summary>The setups that are predicted to be faster or cheaper than any other.</summary>
    public ImmutableArray<FusionSetup> Front() => [.. _forecast.Frontier(FrontPoints).Select(p => p.Setup)];

    /// <summary>Predictions for other memory sizes of one function.</summary>
    public ImmutableArray<ReportMemoryPoint> Memory(FusionSetup setup, FusionGroup group)
    {
        if (!Fits(setup, _app.Model))
            return [];
        return
        [
            .. s_sizes
                .Append(group.MemoryMB)
                .Distinct()
                .Order()
                .Select(size =>
                {
                    var prediction = _forecast.Predict(setup with { Groups = setup.Groups.Replace(group, group with { MemoryMB = size }) });
                    var function = prediction.Functions.FirstOrDefault(f => f.Group == group.Name);
                    return function is null
                        ? null
                        : new ReportMemoryPoint(size, function.DurationMs, function.CostPerMillion, prediction.P50Ms, size == group.MemoryMB);
                })
                .OfType<ReportMemoryPoint>(),
        ];
    }

    /// <summary>Predicted changes if the function is fused with the functions that it calls, or if a task is taken out of it.</summary>
    public ImmutableArray<ReportAlternative> Alternatives(FusionSetup setup, FusionGroup group)
    {
        if (!Fits(setup, _app.Model))
            return [];
        var now = _forecast.Predict(setup);
        return
        [
            .. Fusions(setup, group)
                .Concat(Splits(setup, group))
                .Where(a => a.Setup != setup && Fits(a.Setup, _app.Model))
                .DistinctBy(a => a.Setup)
                .Take(MaxAlternatives)
                .Select(a =>
                {
                    var then = _forecast.Predict(a.Setup);
                    return new ReportAlternative(a.What, then.P50Ms - now.P50Ms, then.CostPerMillion - now.CostPerMillion);
                })
                .OrderBy(a => a.Usd),
        ];
    }

    private IEnumerable<(string What, FusionSetup Setup)> Fusions(FusionSetup setup, FusionGroup group) =>
        from task in @group.Tasks
        from call in _graph.CallsOf(task)
        where !@group.RunsLocally(call.To, call.Kind) && setup.FindHome(call.To) is { } home && home != @group
        select ($"run {call.To} in {@group.Name}", Regrouping.Fuse(setup, @group, call.To, _graph));

    private static IEnumerable<(string What, FusionSetup Setup)> Splits(FusionSetup setup, FusionGroup group) =>
        @group
            .Tasks.Where(t => t != @group.Name)
            .Select(t => ($"run {t} outside {@group.Name}", Regrouping.TakeOut(setup, @group, t, @group.MemoryMB)));

    private static bool Fits(FusionSetup setup, AppModel app)
    {
        try
        {
            setup.Validate(app, setup.Id);
            return true;
        }
        catch (SetupException)
        {
            return false;
        }
    }
}
