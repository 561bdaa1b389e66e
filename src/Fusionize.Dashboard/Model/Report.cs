using System.Collections.Immutable;

namespace Fusionize.Dashboard.Model;

/// <summary>
/// Everything that a report shows, and what <c>fusionize report --json</c> prints; <c>docs/json/report.schema.json</c> describes it. Times are in ms,
/// costs in USD per million requests. "Billed" is the billed duration of the function that took the request, "client" what the load's client saw.
/// </summary>
public sealed record Report
{
    public const int CurrentVersion = 1;

    /// <summary>Of the format. It changes when a member goes or gets another meaning.</summary>
    public int Version { get; init; } = CurrentVersion;

    public required string App { get; init; }

    /// <summary>What was read, as it was named.</summary>
    public required string Source { get; init; }

    /// <summary>What the best setup is.</summary>
    public string? Goal { get; init; }

    /// <summary>The optimizer's last word.</summary>
    public string? End { get; init; }

    /// <summary>What could not be shown, and why; a line each.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    public ReportResult? Result { get; init; }

    /// <summary>The first measured one first, then the others as they were measured, then those that were only predicted.</summary>
    public ImmutableArray<ReportSetup> Setups { get; init; } = [];

    public ImmutableArray<ReportRound> Rounds { get; init; } = [];

    public ImmutableArray<ReportTask> Tasks { get; init; } = [];

    public ImmutableArray<ReportRequest> Requests { get; init; } = [];

    /// <summary>Of the chosen setup.</summary>
    public ImmutableArray<ReportFunction> Functions { get; init; } = [];

    /// <summary>Of the first and of the chosen setup.</summary>
    public ImmutableArray<ReportEntry> Entries { get; init; } = [];

    public ReportWidening? Widened { get; init; }

    /// <summary>A setup by its short name.</summary>
    public ReportSetup? Find(string? name) => Setups.FirstOrDefault(s => s.Name == name);
}

/// <summary>From the first setup to the chosen one.</summary>
/// <param name="Before">Name of the first measured setup.</param>
/// <param name="After">Name of the chosen one; the same where nothing better was found.</param>
/// <param name="Sentence">All of it in one sentence.</param>
/// <param name="RequestsPerSecond">The traffic that <paramref name="UsdPerMonth"/> is for.</param>
/// <param name="UsdPerMonth">Saved a month of 30 days; below zero: what it costs more. Null: no traffic is known.</param>
/// <param name="Changes">What differs between the two setups.</param>
/// <param name="Certainty">How sure the figures are.</param>
/// <param name="Tracing">What it costs to keep tracing.</param>
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

/// <summary>A setup, always with its id, its notation and its groups.</summary>
public sealed record ReportSetup
{
    /// <summary>Short, within this report: <c>S1</c>.</summary>
    public required string Name { get; init; }
    public required string Id { get; init; }

    /// <summary>With memory sizes.</summary>
    public required string Notation { get; init; }
    public required ImmutableArray<ReportGroup> Groups { get; init; }
    public bool IsChosen { get; init; }

    /// <summary>Null: it was not measured.</summary>
    public ReportMeasured? Measured { get; init; }

    /// <summary>Null: nothing is predicted.</summary>
    public ReportPredicted? Predicted { get; init; }

    /// <summary>Whether no known setup is both faster (median) and cheaper.</summary>
    public bool IsOnFront { get; init; }

    /// <summary>What differs from the setup that was measured before.</summary>
    public ImmutableArray<string> Changes { get; init; } = [];

    /// <summary>As recorded; where nothing was recorded, as the compiler found them.</summary>
    public ImmutableArray<ReportCall> Calls { get; init; } = [];

    /// <summary>Where the cost of a request comes from, the largest part first.</summary>
    public ImmutableArray<ReportBillPart> Bill { get; init; } = [];
}

/// <param name="Tasks">What is local in the group, its root first.</param>
/// <param name="Entries">The tasks whose home it is.</param>
/// <param name="ZipBytes">Null: unknown.</param>
public sealed record ReportGroup(
    string Name,
    ImmutableArray<string> Tasks,
    ImmutableArray<string> Entries,
    int MemoryMB,
    string Architecture,
    long? ZipBytes
);

/// <summary>What was measured. The interval holds the true median, or the true mean cost, in 19 of 20 cases.</summary>
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

    /// <summary>How far the cost may be off, up or down.</summary>
    public required double UsdWithin { get; init; }
    public required int ColdStarts { get; init; }
    public required double InvocationsPerRequest { get; init; }
    public required double DoubleBilledMs { get; init; }
    public double? ClientP50Ms { get; init; }
    public double? ClientP95Ms { get; init; }

    /// <summary>What disturbed every round of the setup; empty: nothing.</summary>
    public ImmutableArray<string> Disturbances { get; init; } = [];
}

/// <summary>What is expected in a round, with the interval in which 19 of 20 measurements are to lie.</summary>
public sealed record ReportPredicted(
    double BilledP50Ms,
    double BilledP50LowMs,
    double BilledP50HighMs,
    double BilledP95Ms,
    double UsdPerMillion,
    double UsdLow,
    double UsdHigh
);

/// <param name="Group">Where the calling task ran.</param>
/// <param name="Kind"><c>sync</c> or <c>async</c>.</param>
/// <param name="Where"><c>local</c> or <c>remote</c>.</param>
/// <param name="PerRequest">Calls per request; null: not recorded.</param>
/// <param name="WaitMs">Time per request in which the caller waits for a remote callee, or hands work over.</param>
/// <param name="MeanMs">Mean of one call as the caller sees it.</param>
/// <param name="Usd">Per million requests: the caller's time while it waits.</param>
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
/// <param name="Task">The task that works or is waited for; null for the function as a whole.</param>
public sealed record ReportBillPart(string Group, string What, string? Task, double MsPerRequest, double Usd);

public sealed record ReportRound
{
    public required int Round { get; init; }

    /// <summary>The setup's short name; null: the setup is not known any more.</summary>
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

    /// <summary>What was predicted before the round.</summary>
    public ReportPredicted? Predicted { get; init; }
    public ImmutableArray<string> Disturbances { get; init; } = [];
}

/// <summary>One request, from the function that took it to the last work that it set off.</summary>
/// <param name="Setup">The setup's short name.</param>
/// <param name="Which"><c>typical</c> or <c>p95</c>.</param>
/// <param name="ResponseMs">From the beginning, INIT included, to the answer.</param>
/// <param name="CriticalMs">Per task the part of it that nothing else hid, the largest first.</param>
/// <param name="Left">Spans that are not shown.</param>
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
/// <param name="StartMs">From the beginning of the request.</param>
/// <param name="InitMs">INIT before the start; 0 in a warm instance.</param>
/// <param name="Waits">When it waited for remote tasks, and both were billed.</param>
/// <param name="Critical">When the answer had to wait for this.</param>
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

    /// <summary>By how much the first invocation of an instance is longer, beyond INIT.</summary>
    public double? FirstInvocationMs { get; init; }
    public double? DurationP50Ms { get; init; }
    public double? DurationP95Ms { get; init; }
    public int? PeakMemoryMB { get; init; }
    public double? Usd { get; init; }

    /// <summary>What other memory sizes are predicted to do.</summary>
    public ImmutableArray<ReportMemoryPoint> Memory { get; init; } = [];
    public long? ZipBytes { get; init; }
    public ImmutableArray<ReportZipPart> Zip { get; init; } = [];
    public ImmutableArray<ReportPermission> Permissions { get; init; } = [];

    /// <summary>What fusing or splitting it would change.</summary>
    public ImmutableArray<ReportAlternative> Alternatives { get; init; } = [];
}

/// <param name="DurationMs">Mean, without INIT.</param>
/// <param name="Usd">The function's part.</param>
/// <param name="BilledP50Ms">Of the request.</param>
public sealed record ReportMemoryPoint(int MemoryMB, double DurationMs, double Usd, double BilledP50Ms, bool IsOwn);

/// <param name="From">Package and version, or what else it comes from.</param>
/// <param name="Tasks">The tasks that reach it; empty: every function needs it.</param>
public sealed record ReportZipPart(string From, int Files, long ZipBytes, ImmutableArray<string> Tasks);

/// <param name="DeclaredBy">The tasks that ask for it.</param>
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

/// <param name="FromMs">Billed, included.</param>
/// <param name="ToMs">Not included.</param>
public sealed record ReportBin(double FromMs, double ToMs, int Count);

/// <summary>What fusing widened.</summary>
/// <param name="Permissions">Those that tasks get only because they share a function.</param>
/// <param name="Public">What clients reach: entries, under every setup.</param>
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
