using Fusionize.Local;
using Fusionize.Rounds;
using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>A loop while it runs: a bar per phase in a terminal, a line per phase elsewhere; a row per round on the output.</summary>
internal sealed class LoopView : IProgress<RoundProgress>, IDisposable
{
    private readonly Screen _screen;
    private readonly LoopOptions _options;
    private readonly bool _json;
    private readonly Lock _lock = new();
    private RoundBars? _bars;
    private (int Round, RoundPhase Phase, string? Step)? _shown;
    private string? _state;

    public LoopView(Screen screen, LoopOptions options, string app, bool json)
    {
        (_screen, _options, _json) = (screen, options, json);
        if (!json)
        {
            var rate = Texts.Number(options.Load.MeanRate);
            screen.Out.MarkupLineInterpolated(
                $"[bold]{app}[/]: {rate} requests/s for {Texts.Seconds(options.Load.Duration)} a round, goal {options.Goal}"
            );
            RoundsView.PrintHeader(screen.Out);
        }
    }

    /// <summary>Says where the dashboard is.</summary>
    public void Links(Uri dashboard) => _screen.Err.MarkupLineInterpolated($"[dim]dashboard: {dashboard}[/]");

    public void Report(RoundProgress value)
    {
        lock (_lock)
        {
            if (value.Phase == RoundPhase.Watch)
            {
                Watched(value.Progress.Text!);
                return;
            }
            if (_screen.IsInteractive)
                (_bars ??= new RoundBars(_screen)).Show(Text(value), value.Phase, value.Progress);
            else if (_shown != (value.Round, value.Phase, Step(value)))
                _screen.Err.MarkupLineInterpolated($"[dim]{Text(value with { Progress = new(0, 0, Step(value)) }).TrimEnd()}[/]");
            _shown = (value.Round, value.Phase, Step(value));
        }
    }

    /// <summary>The state of the sampling plan, if it has changed.</summary>
    private void Watched(string state)
    {
        if (_state == state)
            return;
        _state = state;
        _bars?.Dispose();
        _bars = null;
        if (_json)
            _screen.Err.MarkupLineInterpolated($"[dim]{state}[/]");
        else
            Lines.Print(_screen.Out, 2, state);
    }

    /// <summary>The address of the application's routes while the loop runs.</summary>
    public void Served(string address)
    {
        ClearBars();
        _screen.Err.MarkupLineInterpolated($"[dim]routes at {address}[/]");
    }

    public void RoundFinished(LoopReport report)
    {
        ClearBars();
        if (!_json)
            RoundsView.PrintRow(_screen.Out, report.Rounds[^1]);
    }

    /// <param name="page">The report to look at; null: there is none.</param>
    public void Finished(LoopReport report, LoopFolder folder, string? page)
    {
        ClearBars();
        if (_json)
        {
            _screen.WriteJson(report);
            return;
        }
        RoundsView.PrintEnd(_screen.Out, report);
        if (
            report.Best is { } best
            && best.Groups.FirstOrDefault(g => g.MemoryMB == LocalPlatform.LargestMeasurableMB) is { } largest
            && _options.Constraints?.MaxMemoryMB == largest.MemoryMB
        )
            Lines.Print(
                _screen.Out,
                2,
                $"{largest.Name} has {largest.MemoryMB} MB, the largest size that was tried. Larger sizes can't be measured with "
                    + $"this machine's {Environment.ProcessorCount} processors. --constraint most:10240 tries them anyway."
            );
        _screen.Out.WriteLine();
        _screen.Out.MarkupLineInterpolated(
            $"[dim]{folder.Report} holds the figures; the best setup is now the current one of {folder.Store} (FusionizeStore)[/]"
        );
        if (page is not null)
            _screen.Out.MarkupLineInterpolated($"report: {page}");
    }

    public void Dispose() => ClearBars();

    private void ClearBars()
    {
        lock (_lock)
        {
            _bars?.Dispose();
            _bars = null;
        }
    }

    /// <summary>Progress that gets a line of its own if bars can't move: the steps of a build, without their percentages.</summary>
    private string? Step(RoundProgress p) =>
        p.Phase != RoundPhase.Build ? null
        : p.Progress.Done == 0 ? p.Progress.Text
        : _shown?.Step;

    private string Text(RoundProgress p) =>
        $"round {p.Round}/{_options.Rounds}: "
        + p.Phase switch
        {
            RoundPhase.Build => p.Progress.Text is { } step ? $"building, {step}" : "building",
            RoundPhase.Deploy => $"deploying {p.Progress.Text}",
            RoundPhase.Load => $"loading {p.Progress.Text}",
            RoundPhase.Drain => "draining asynchronous work",
            RoundPhase.Extract => "reading the logs",
            _ => "asking the optimizer",
        };
}
