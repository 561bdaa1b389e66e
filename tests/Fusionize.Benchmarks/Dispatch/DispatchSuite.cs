using Fusionize.Benchmarks.Infrastructure;

namespace Fusionize.Benchmarks.Dispatch;

internal sealed class DispatchSuite : Suite
{
    public override string Name => "dispatch";

    public override string Description => "fused calls against direct calls, and a function's dispatcher against other kinds of dispatcher";

    public override void Run(Report report)
    {
        CallFigures.Measure(report);
        NativeCallFigures.Measure(report);
        CopyFigures.Measure(report);
        RouteFigures.Measure(report);
        DispatcherFigures.Measure(report);
    }
}
