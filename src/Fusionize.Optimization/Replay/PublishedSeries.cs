using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Optimization.Replay;

/// <summary>A published series of measurements: the setups that the prototype deployed one after the other, with their records.</summary>
/// <param name="Kind">How the setups were chosen; <c>generateConfigurations</c>: by the optimizer.</param>
/// <param name="MemorySizes">The sizes that the series' setups use.</param>
internal sealed record PublishedSeries(string Name, string Kind, AppModel App, ImmutableArray<PublishedSetup> Setups, ImmutableArray<int> MemorySizes)
{
    /// <summary>Whether an optimizer has chosen each setup after the first.</summary>
    public bool IsOptimized => Kind == "generateConfigurations";
}

/// <param name="Key">The series' own name for the setup.</param>
/// <param name="RecordedChanges">The changes from the setup before, as the series states them.</param>
internal sealed record PublishedSetup(
    string Key,
    FusionSetup Setup,
    ImmutableArray<string> RecordedChanges,
    ImmutableArray<PublishedInvocation> Invocations
)
{
    /// <summary>The records as the prototype's optimizer saw them: repeated invocations of a function within one trace are one record.</summary>
    public ImmutableArray<InvocationRecord> RecordsAsPublished => [.. Invocations.Select(i => i.Record)];

    /// <summary>One record per invocation; merged records are split by an estimate.</summary>
    public ImmutableArray<InvocationRecord> RecordsRestored => [.. Invocations.SelectMany(i => i.Restore())];

    public SetupOutcome Outcome => SetupOutcome.Of(RecordsRestored, Setup);

    /// <summary>Cost by the papers' formula: merged records, 1000 MB to the GB, no request fee.</summary>
    public double CostPerMillionAsInThePapers =>
        SetupOutcome
            .Of(RecordsAsPublished, Setup, new(LambdaPrices.Default.X64PerGBSecond * 1.024, LambdaPrices.Default.Arm64PerGBSecond * 1.024, 0))
            .CostPerMillion;
}

/// <summary>One published record.</summary>
/// <param name="SelfMs">The run times of the invocations that the record merges; empty if it is one.</param>
internal sealed record PublishedInvocation(InvocationRecord Record, ImmutableArray<double> SelfMs)
{
    public IEnumerable<InvocationRecord> Restore()
    {
        if (SelfMs.Length < 2)
        {
            yield return Record;
            yield break;
        }
        // Only one of them has a known billed time. The difference to its run time is assumed for all of them.
        var beyond = Record.BilledMs - Record.DurationMs;
        for (var i = 0; i < SelfMs.Length; i++)
        {
            yield return Record with
            {
                RequestId = i == 0 ? Record.RequestId : $"{Record.RequestId}.{i}",
                SpanId = i == 0 ? Record.SpanId : $"{Record.SpanId}.{i}",
                // The first of them was the cold one. The calls can't be assigned to single invocations.
                IsCold = Record.IsCold && i == 0,
                Calls = i == 0 ? Record.Calls : [],
                DurationMs = SelfMs[i],
                BilledMs = (long)Math.Round(SelfMs[i] + beyond),
            };
        }
    }
}
