using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Records;
using Fusionize.Setups;
using Row = System.Collections.Generic.IReadOnlyDictionary<string, string>;

namespace Fusionize.Aws;

/// <summary>
/// Makes CloudWatch Logs Insights compute the sums of functions and tasks, so that no line is downloaded from a log of any size. The price: duplicate
/// lines count twice, percentiles are approximations, and a task's billed time is a share of its function's.
/// </summary>
/// <remarks>
/// REPORT lines don't contain the setup. The name of their log stream contains the function's version, and the trace lines of that version contain
/// the setup.
/// </remarks>
public sealed class LogAggregation(LogInsights insights)
{
    private const string LogGroupPrefix = "/aws/lambda/";

    // Lambda's JSON log format lacks the service's own fields. Sizes are in bytes in one format and in MB in the other.
    internal const string Reports = """
        fields coalesce(@billedDuration, record.metrics.billedDurationMs) as billedMs,
          coalesce(@initDuration, record.metrics.initDurationMs) as coldMs,
          coalesce(@memorySize, record.metrics.memorySizeMB) as memory, coalesce(@maxMemoryUsed, record.metrics.maxMemoryUsedMB) as used
        | filter (@type = "REPORT" or type = "platform.report") and ispresent(billedMs)
        | parse @logStream "[*]" as version
        | stats count(*) as invocations, count(coldMs) as cold, pct(billedMs, 50) as p50, pct(billedMs, 95) as p95,
          sum(billedMs) as billed, max(used) as most,
          sum(strcontains(@message, "Status: ")) as failed, sum(billedMs * strcontains(@message, "Status: ")) as failedMs,
          count(record.status) as jsonLines, sum(strcontains(record.status, "success")) as succeeded,
          sum(record.metrics.billedDurationMs) as jsonMs, sum(billedMs * strcontains(record.status, "success")) as succeededMs
          by @log, version, memory
        """;

    // Compared as text, because the service's types aren't documented: it sometimes returns true and false as numbers.
    internal const string Traces = """
        filter fusionize = 1 and ispresent(task) and ispresent(`ms`)
        | parse @logStream "[*]" as version
        | stats count(*) as invocations, sum(strcontains(@message, ',"cold":true,')) as cold,
          sum(strcontains(@message, ',"error":null')) as succeeded,
          pct(`ms`, 50) as p50, pct(`ms`, 95) as p95, sum(`ms`) as ranMs, sum(initMs) as startedMs
          by @log, version, setup, task
        """;

    /// <param name="functions">Names of functions and the architectures that they run on.</param>
    /// <param name="to">Null: up to now. The service uses whole seconds.</param>
    public async Task<LogAggregate> RunAsync(
        IReadOnlyDictionary<string, string> functions,
        DateTimeOffset from,
        DateTimeOffset? to = null,
        LambdaPrices? prices = null,
        CancellationToken cancellation = default
    )
    {
        string[] groups = [.. functions.Keys.Order(StringComparer.Ordinal).Select(f => LogGroupPrefix + f)];
        var end = to ?? DateTimeOffset.UtcNow;
        var reports = insights.RunAsync(Reports, groups, from, end, cancellation);
        var traces = insights.RunAsync(Traces, groups, from, end, cancellation);
        await Task.WhenAll(reports, traces);
        var versions = (await reports)
            .Rows.Select(r => new Reported(r))
            .GroupBy(r => (r.Function, r.Version))
            .ToDictionary(g => g.Key, g => g.ToArray());
        var tasks = (await traces).Rows.Select(r => new Traced(r)).ToLookup(t => (t.Function, t.Version));
        var money = prices ?? LambdaPrices.Default;
        return new(
            [
                .. versions
                    .SelectMany(v => v.Value.Select(r => Function(r, [.. tasks[v.Key]], v.Value.Length == 1)))
                    .OrderBy(f => f.Function, StringComparer.Ordinal)
                    .ThenBy(f => f.Version.Length)
                    .ThenBy(f => f.Version, StringComparer.Ordinal)
                    .ThenBy(f => f.MemoryMB),
            ],
            [
                .. versions
                    .SelectMany(v => Tasks(v.Value, [.. tasks[v.Key]]))
                    .OrderBy(t => t.Function, StringComparer.Ordinal)
                    .ThenBy(t => t.Version.Length)
                    .ThenBy(t => t.Version, StringComparer.Ordinal)
                    .ThenBy(t => t.Task, StringComparer.Ordinal),
            ],
            (await reports).BytesScanned + (await traces).BytesScanned
        );

        string Architecture(string function) => functions.GetValueOrDefault(function, Architectures.X64);

        FunctionAggregate Function(Reported r, Traced[] own, bool isAlone)
        {
            // $LATEST may have had several memory sizes. Then its trace lines can't be assigned to one of them.
            var traced = isAlone ? own.Sum(t => t.Invocations) : 0;
            var errors = isAlone ? own.Sum(t => t.Invocations - t.Succeeded) + Died(r.Failed, r.Invocations, traced) : r.Failed;
            return new(
                r.Function,
                r.Version,
                SetupOf(own),
                r.MemoryMB,
                r.Invocations,
                r.Cold,
                errors,
                r.P50,
                r.P95,
                r.BilledMs,
                r.MostMB,
                money.Compute(r.BilledMs, r.MemoryMB, Architecture(r.Function)) + r.Invocations * money.PerRequest
            );
        }

        IEnumerable<TaskAggregate> Tasks(Reported[] reported, Traced[] own)
        {
            var (function, version) = (reported[0].Function, reported[0].Version);
            var (memory, most) = (reported.Max(r => r.MemoryMB), reported.Max(r => r.MostMB));
            var (failed, failedMs) = (reported.Sum(r => r.Failed), reported.Sum(r => r.FailedMs));
            var died = Died(failed, reported.Sum(r => r.Invocations), own.Sum(t => t.Invocations));
            var diedMs = failed == 0 ? 0 : failedMs * died / failed;
            var (billed, ran) = (reported.Sum(r => r.BilledMs) - diedMs, own.Sum(t => t.RanMs));
            foreach (var task in own)
                yield return Of(
                    task.Task,
                    task.Setup,
                    task.Invocations,
                    task.Cold,
                    task.Invocations - task.Succeeded,
                    task.P50,
                    task.P95,
                    ran > 0 ? billed * task.RanMs / ran : billed / own.Length
                );
            if (died > 0)
                yield return Of("", SetupOf(own), died, 0, died, double.NaN, double.NaN, diedMs);

            TaskAggregate Of(string task, string? setup, long invocations, long cold, long errors, double p50, double p95, double ms) =>
                new(
                    function,
                    version,
                    setup,
                    task,
                    memory,
                    invocations,
                    cold,
                    errors,
                    p50,
                    p95,
                    ms,
                    most,
                    money.Compute(ms, memory, Architecture(function)) + invocations * money.PerRequest
                );
        }
    }

    /// <summary>Invocations without a trace line that failed according to the platform. The others weren't sampled.</summary>
    private static long Died(long failed, long invocations, long traced) => Math.Min(failed, Math.Max(0, invocations - traced));

    private static string? SetupOf(Traced[] own) => own.Select(t => t.Setup).Distinct().ToArray() is [var only] ? only : null;

    private static double Number(Row row, string name) =>
        row.TryGetValue(name, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;

    // 123456789012:/aws/lambda/NAME
    private static string FunctionOf(Row row) =>
        row.GetValueOrDefault("@log", "") is var log && log.IndexOf(LogGroupPrefix, StringComparison.Ordinal) is >= 0 and var at
            ? log[(at + LogGroupPrefix.Length)..]
            : log;

    private static int Megabytes(double size) => (int)Math.Round(size > 1_000_000 ? size / 1e6 : size);

    private sealed class Reported(Row row)
    {
        public string Function { get; } = FunctionOf(row);
        public string Version { get; } = row.GetValueOrDefault("version", "");
        public int MemoryMB { get; } = Megabytes(Number(row, "memory"));
        public long Invocations { get; } = (long)Number(row, "invocations");
        public long Cold { get; } = (long)Number(row, "cold");
        public double P50 { get; } = Number(row, "p50");
        public double P95 { get; } = Number(row, "p95");
        public double BilledMs { get; } = Number(row, "billed");
        public int MostMB { get; } = Megabytes(Number(row, "most"));
        public long Failed { get; } = (long)(Number(row, "failed") + Number(row, "jsonLines") - Number(row, "succeeded"));
        public double FailedMs { get; } = Number(row, "failedMs") + Number(row, "jsonMs") - Number(row, "succeededMs");
    }

    private sealed class Traced(Row row)
    {
        public string Function { get; } = FunctionOf(row);
        public string Version { get; } = row.GetValueOrDefault("version", "");
        public string Setup { get; } = row.GetValueOrDefault("setup", "");
        public string Task { get; } = row.GetValueOrDefault("task", "");
        public long Invocations { get; } = (long)Number(row, "invocations");
        public long Cold { get; } = (long)Number(row, "cold");
        public long Succeeded { get; } = (long)Number(row, "succeeded");
        public double P50 { get; } = Number(row, "p50");
        public double P95 { get; } = Number(row, "p95");
        public double RanMs { get; } = Number(row, "ranMs") + Number(row, "startedMs");
    }
}
