using System.Collections.Immutable;

namespace Fusionize.Dashboard.Model;

/// <summary>
/// The content of a report, and the output of <c>fusionize report --json</c>. <c>docs/json/report.schema.json</c> describes it. Times are in ms,
/// costs in USD per million requests. "Billed" is the billed duration of the function that received the request, "client" is the latency that the
/// load's client measured.
/// </summary>
public sealed record Report
{
    public const int CurrentVersion = 1;

    /// <summary>The version of the format. It changes if a member is removed or gets another meaning.</summary>
    public int Version { get; init; } = CurrentVersion;

    public required string App { get; init; }

    /// <summary>The input, as the user has given it.</summary>
    public required string Source { get; init; }

    /// <summary>The goal, which defines the best setup.</summary>
    public string? Goal { get; init; }

    /// <summary>The optimizer's last decision.</summary>
    public string? End { get; init; }

    /// <summary>The parts that can't be shown, each with the reason, one line each.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    public ReportResult? Result { get; init; }

    /// <summary>First the measured setups in the order of their measurement, then those that were only predicted.</summary>
    public ImmutableArray<ReportSetup> Setups { get; init; } = [];

    public ImmutableArray<ReportRound> Rounds { get; init; } = [];

    public ImmutableArray<ReportTask> Tasks { get; init; } = [];

    public ImmutableArray<ReportRequest> Requests { get; init; } = [];

    /// <summary>The functions of the chosen setup.</summary>
    public ImmutableArray<ReportFunction> Functions { get; init; } = [];

    /// <summary>Requests under the first and under the chosen setup.</summary>
    public ImmutableArray<ReportEntry> Entries { get; init; } = [];

    public ReportWidening? Widened { get; init; }

    /// <summary>Finds a setup by its short name.</summary>
    public ReportSetup? Find(string? name) => Setups.FirstOrDefault(s => s.Name == name);
}

/// <summary>The difference between the first setup and the chosen one.</summary>
/// <param name="Before">Name of the first measured setup.</param>
/// <param name="After">Name of the chosen setup; the first one if nothing better was found.</param>
/// <param name="Sentence">The result in one sentence.</param>
/// <param name="RequestsPerSecond">The traffic that <paramref name="UsdPerMonth"/> is based on.</param>
/// <param name="UsdPerMonth">Savings in a month of 30 days; a negative value is an additional cost. Null: the traffic is unknown.</param>
/// <param name="Changes">The differences between the two setups.</param>
/// <param name="Certainty">How certain the figures are.</param>
/// <param name="Tracing">The cost of tracing if it stays on.</param>
/// <param name="Next">The command that builds the chosen setup.</param>
public sealed record ReportResult(
    string Before,
    string After,
    string Sentence,
    double? RequestsPerSecond,
    double? UsdPerMonth,
    ImmutableArray<string> Changes,
    ImmutableArray<string> Certainty,
    string? Tracing,
    string? Next
);

public sealed record ReportTask(string Id, bool IsEntry);

/// <summary>A setup with its id, its notation and its groups.</summary>
public sealed record ReportSetup
{
    /// <summary>The short name within this report: <c>S1</c>.</summary>
    public required string Name { get; init; }
    public required string Id { get; init; }

    /// <summary>The notation with memory sizes.</summary>
    public required string Notation { get; init; }
    public required ImmutableArray<ReportGroup> Groups { get; init; }
    public bool IsChosen { get; init; }

    /// <summary>The measurement; null: it was not measured.</summary>
    public ReportMeasured? Measured { get; init; }

    /// <summary>The prediction; null: there is none.</summary>
    public ReportPredicted? Predicted { get; init; }

    /// <summary>Whether no known setup is both faster (median) and cheaper.</summary>
    public bool IsOnFront { get; init; }

    /// <summary>The differences from the previously measured setup.</summary>
    public ImmutableArray<string> Changes { get; init; } = [];

    /// <summary>The calls in the records, or, if nothing was recorded, the calls that the compiler found.</summary>
    public ImmutableArray<ReportCall> Calls { get; init; } = [];

    /// <summary>The parts of the cost of a request, the largest first.</summary>
    public ImmutableArray<ReportBillPart> Bill { get; init; } = [];
}

/// <param name="Tasks">The tasks that are local in the group, its root first.</param>
/// <param name="Entries">The tasks whose home is this group.</param>
/// <param name="ZipBytes">Null: unknown.</param>
public sealed record ReportGroup(
    string Name,
    ImmutableArray<string> Tasks,
    ImmutableArray<string> Entries,
    int MemoryMB,
    string Architecture,
    long? ZipBytes
);

/// <summary>A measurement. The interval contains the true median, or the true mean cost, in 19 of 20 cases.</summary>
public sealed record ReportMeasured
{
    public required int Requests { get; init; }
    public required int Errors { get; init; }
    public required double BilledP50Ms { get; init; }
    public required double BilledP50LowMs { get; init; }
    public required double BilledP50HighMs { get; init; }
    public required double BilledP95Ms { get; init; }
    public required double BilledP99Ms { get; init; }
    public required double UsdPerMillion { get; init; }

    /// <summary>The half-width of the cost's interval.</summary>
    public required double UsdWithin { get; init; }
    public required int ColdStarts { get; init; }
    public required double InvocationsPerRequest { get; init; }
    public required double DoubleBilledMs { get; init; }
    public double? ClientP50Ms { get; init; }
    public double? ClientP95Ms { get; init; }

    /// <summary>The disturbances that affected every round of the setup; empty if there were none.</summary>
    public ImmutableArray<string> Disturbances { get; init; } = [];
}

/// <summary>A prediction for one round, with the interval that is expected to contain 19 of 20 measurements.</summary>
public sealed record ReportPredicted(
    double BilledP50Ms,
    double BilledP50LowMs,
    double BilledP50HighMs,
    double BilledP95Ms,
    double UsdPerMillion,
    double UsdLow,
    double UsdHigh
);

/// <param name="Group">The group in which the calling task ran.</param>
/// <param name="Kind"><c>sync</c> or <c>async</c>.</param>
/// <param name="Where"><c>local</c> or <c>remote</c>.</param>
/// <param name="PerRequest">Calls per request; null: not recorded.</param>
/// <param name="WaitMs">Time per request in which the caller waits for a remote callee, or hands work over.</param>
/// <param name="MeanMs">Mean duration of one call as the caller sees it.</param>
/// <param name="Usd">The cost of the caller's time while it waits, per million requests.</param>
public sealed record ReportCall(
    string Group,
    string From,
    string To,
    string Kind,
    string Where,
    double? PerRequest,
    double? WaitMs,
    double? MeanMs,
    double? Usd,
    int Errors
);

/// <param name="What"><c>work</c> of a task, <c>waiting</c> for a remote task, <c>init</c> of new instances, <c>fee</c> of invocations.</param>
/// <param name="Task">The task that works, or that the caller waits for; null for the function as a whole.</param>
public sealed record ReportBillPart(string Group, string What, string? Task, double MsPerRequest, double Usd);

public sealed record ReportRound
{
    public required int Round { get; init; }

    /// <summary>The setup's short name; null: the setup is no longer known.</summary>
    public string? Setup { get; init; }
    public required string Proposer { get; init; }
    public required string Decision { get; init; }
    public DateTimeOffset? Started { get; init; }
    public int? Requests { get; init; }
    public int? Errors { get; init; }
    public double? BilledP50Ms { get; init; }
    public double? BilledP95Ms { get; init; }
    public double? ClientP50Ms { get; init; }
    public double? ClientP95Ms { get; init; }
    public double? UsdPerMillion { get; init; }
    public int? ColdStarts { get; init; }

    /// <summary>The prediction before the round.</summary>
    public ReportPredicted? Predicted { get; init; }
    public ImmutableArray<string> Disturbances { get; init; } = [];
}

/// <summary>One request, from the function that received it to the last work that it caused.</summary>
/// <param name="Setup">The setup's short name.</param>
/// <param name="Which"><c>typical</c> or <c>p95</c>.</param>
/// <param name="ResponseMs">The time from the start, including INIT, to the response.</param>
/// <param name="CriticalMs">For each task its part of the critical path, the largest first.</param>
/// <param name="Left">The number of spans that are not shown.</param>
public sealed record ReportRequest(
    string Setup,
    string Which,
    string Entry,
    double ResponseMs,
    ImmutableArray<ReportSpan> Spans,
    ImmutableArray<ReportShare> CriticalMs,
    int Left
);

public sealed record ReportShare(string What, double Ms);

/// <param name="How"><c>entry</c>, <c>local</c>, <c>remote</c>, <c>detached local</c> or <c>detached remote</c>.</param>
/// <param name="StartMs">The time from the start of the request.</param>
/// <param name="InitMs">INIT before the start; 0 in a warm instance.</param>
/// <param name="Waits">The periods in which it waited for remote tasks, so that both were billed.</param>
/// <param name="Critical">The periods in which the response had to wait for this span.</param>
public sealed record ReportSpan(
    int Depth,
    string Task,
    string Group,
    string How,
    double StartMs,
    double EndMs,
    double InitMs,
    ImmutableArray<ReportTime> Waits,
    ImmutableArray<ReportTime> Critical,
    string? Error
);

public sealed record ReportTime(double FromMs, double ToMs);

public sealed record ReportFunction
{
    public required string Group { get; init; }
    public required ImmutableArray<string> Tasks { get; init; }
    public required int MemoryMB { get; init; }
    public int? Invocations { get; init; }
    public int? Errors { get; init; }
    public int? ColdStarts { get; init; }
    public double? InitP50Ms { get; init; }
    public double? InitP95Ms { get; init; }

    /// <summary>The additional duration of an instance's first invocation, without INIT.</summary>
    public double? FirstInvocationMs { get; init; }
    public double? DurationP50Ms { get; init; }
    public double? DurationP95Ms { get; init; }
    public int? PeakMemoryMB { get; init; }
    public double? Usd { get; init; }

    /// <summary>Predictions for other memory sizes.</summary>
    public ImmutableArray<ReportMemoryPoint> Memory { get; init; } = [];
    public long? ZipBytes { get; init; }
    public ImmutableArray<ReportZipPart> Zip { get; init; } = [];
    public ImmutableArray<ReportPermission> Permissions { get; init; } = [];

    /// <summary>Predicted changes if the function is fused or split.</summary>
    public ImmutableArray<ReportAlternative> Alternatives { get; init; } = [];
}

/// <param name="DurationMs">Mean duration without INIT.</param>
/// <param name="Usd">The function's part of the cost.</param>
/// <param name="BilledP50Ms">The billed median of the request.</param>
public sealed record ReportMemoryPoint(int MemoryMB, double DurationMs, double Usd, double BilledP50Ms, bool IsOwn);

/// <param name="From">Package and version, or another origin.</param>
/// <param name="Tasks">The tasks that reach it; empty if every function needs it.</param>
public sealed record ReportZipPart(string From, int Files, long ZipBytes, ImmutableArray<string> Tasks);

/// <param name="DeclaredBy">The tasks that declare it.</param>
/// <param name="AlsoFor">The tasks that get it only because they share the function.</param>
public sealed record ReportPermission(
    string Group,
    string Action,
    string Resource,
    ImmutableArray<string> DeclaredBy,
    ImmutableArray<string> AlsoFor
);

/// <param name="P50Ms">Predicted change of the median.</param>
/// <param name="Usd">Predicted change of the cost.</param>
public sealed record ReportAlternative(string What, double P50Ms, double Usd);

public sealed record ReportEntry(
    string Setup,
    string Task,
    int Requests,
    int Errors,
    int Cold,
    double BilledP50Ms,
    double BilledP95Ms,
    double BilledP99Ms,
    double Usd,
    ImmutableArray<ReportBin> Histogram
);

/// <param name="FromMs">Lower bound of the billed duration, inclusive.</param>
/// <param name="ToMs">Upper bound, exclusive.</param>
public sealed record ReportBin(double FromMs, double ToMs, int Count);

/// <summary>The permissions, the public tasks and the zip sizes that fusing has changed.</summary>
/// <param name="Permissions">The permissions that tasks get only because they share a function.</param>
/// <param name="Public">The tasks that clients reach: the entries, under every setup.</param>
/// <param name="ZipsBefore">Bytes of all zips.</param>
/// <param name="LargestBefore">Bytes of the largest zip.</param>
public sealed record ReportWidening(
    ImmutableArray<ReportPermission>? Permissions,
    ImmutableArray<string> Public,
    long? ZipsBefore,
    long? ZipsAfter,
    long? LargestBefore,
    long? LargestAfter
);
