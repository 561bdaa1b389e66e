using Fusionize.Records;

namespace Fusionize.Tests.Rounds.Export;

/// <summary>
/// Records of one request across three functions: Checkout (with Price in the same function) awaits Charge twice in parallel, and hands Ship over,
/// whose first attempt fails.
/// </summary>
internal static class ExportedTrace
{
    public const string Trace = "0af7651916cd43dd8448eb211c80319c";
    public const double Start = 1_795_874_400_000.25;

    public static List<InvocationRecord> Records { get; } =
    [
        Of(
            "Checkout",
            "b7ad6b7169203331",
            null,
            0,
            100.5,
            [
                new("Checkout", "Price", CallKind.Sync, CallSite.Local, 1, 20),
                new("Price", "Discount", CallKind.Sync, CallSite.Local, 2, 10),
                new("Price", "Charge", CallKind.Sync, CallSite.Remote, 13, 7, 100, 50),
                new("Checkout", "Charge", CallKind.Sync, CallSite.Remote, 14, 50, 100, 50, "Shop.DeclinedException"),
                new("Checkout", "Ship", CallKind.Async, CallSite.Remote, 80, 5, 100),
            ]
        ) with
        {
            IsRoot = true,
            IsCold = true,
            InitMs = 120,
        },
        Of("Charge", "00f067aa0ba902b7", "b7ad6b7169203331", 15, 4, []),
        Of("Charge", "00f067aa0ba902b8", "b7ad6b7169203331", 16, 40, []) with { Error = new("Shop.DeclinedException", "Card \"40…\" was declined.") },
        Of("Ship", "53995c3f42cd8ad8", "b7ad6b7169203331", 90, 30, []) with { Error = new("System.TimeoutException", "late") },
        Of("Ship", "53995c3f42cd8ad9", "b7ad6b7169203331", 60_090, 30, []),
        // An instance that died left no ids.
        Of("Ship", "", null, 120_000, 10, []) with { TraceId = "", Task = "", Error = new("exit", "") },
    ];

    private static InvocationRecord Of(string task, string span, string? parent, double at, double ms, CallRecord[] calls) =>
        new()
        {
            App = "shop",
            SetupId = "0f1e2d3c4b5a6978",
            Group = task,
            Function = "shop-" + task,
            Instance = "2026/11/28/[1]" + task,
            RequestId = $"{task}-{span}-{at}",
            TraceId = Trace,
            SpanId = span,
            ParentSpanId = parent,
            Task = task,
            StartMs = Start + at,
            DurationMs = ms,
            CpuMs = ms / 2,
            BilledMs = (long)ms + 1,
            MemoryMB = 256,
            Calls = [.. calls],
        };
}
