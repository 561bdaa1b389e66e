using Fusionize.Local.Functions;

namespace Fusionize.Local.Mappings;

/// <summary>A queue whose messages a function gets, in batches.</summary>
/// <param name="MaxConcurrency">How many batches run at once; null: the platform's default.</param>
/// <param name="ReportsFailures">Whether the function's answer names the messages that failed.</param>
/// <param name="Filter">Which messages the function gets.</param>
internal sealed record EventSourceMapping(
    string Id,
    string SourceArn,
    FunctionName Function,
    bool Enabled,
    int BatchSize,
    TimeSpan Window,
    int? MaxConcurrency,
    bool ReportsFailures,
    MessageFilter Filter,
    DateTimeOffset Modified
)
{
    /// <summary>Lambda starts with five pollers of a queue, and so many run here at once if the mapping doesn't say another number.</summary>
    public const int DefaultConcurrency = 5;

    public int Concurrency => MaxConcurrency ?? DefaultConcurrency;
}
