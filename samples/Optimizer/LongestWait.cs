using Fusionize;
using Fusionize.Optimization;
using Fusionize.Records;
using Fusionize.Setups;

namespace Sample;

/// <summary>Fuses the two functions between which callers wait the longest, one pair per round, until no function waits for another.</summary>
public sealed class LongestWait : ISetupOptimizer
{
    public string Name => "longest-wait";

    public ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation) => new(Propose(input));

    private static Proposal Propose(OptimizationInput input)
    {
        if (input.History.IsEmpty)
            return new(FusionSetup.OnePerTask(input.App), "Measure one function per task first.", Final: false, Best: null);
        var (setup, records, _) = input.History[^1];
        var best = GoalChoice.BestMeasured(input.History, input.Goal);
        var waits =
            from record in records
            from call in record.Calls
            where call is { Kind: CallKind.Sync, Where: CallSite.Remote }
            group call.Ms by (Caller: record.Group, Callee: call.To) into calls
            orderby calls.Sum() descending, calls.Key
            select (calls.Key.Caller, calls.Key.Callee, Ms: calls.Sum() / records.Count(r => r.IsRoot));
        if (waits.FirstOrDefault() is not { Caller: { } caller } wait)
            return new(null, "No function waits for another one.", Final: true, best);
        var next = Regrouping.Fuse(setup, setup.FindGroup(caller)!, wait.Callee, new CallGraph(input.App, records));
        return new(next, $"{caller} waits {wait.Ms:0.0} ms per request for {wait.Callee}: fuse them.", Final: false, best);
    }
}
