using Fusionize.Rounds;
using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>The moving part of a round: one bar per phase, gone when the round is over so that its row takes their place.</summary>
internal sealed class RoundBars : IDisposable
{
    private readonly TaskCompletionSource _over = new();
    private readonly Dictionary<RoundPhase, ProgressTask> _bars = [];
    private readonly ProgressContext _context;
    private readonly Task _shown;

    public RoundBars(Screen screen)
    {
        var started = new TaskCompletionSource<ProgressContext>();
        _shown = screen
            .Err.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                started.SetResult(context);
                await _over.Task;
            });
        _context = started.Task.GetAwaiter().GetResult();
    }

    public void Show(string text, RoundPhase phase, PhaseProgress progress)
    {
        if (!_bars.TryGetValue(phase, out var bar))
        {
            foreach (var earlier in _bars.Values.Where(b => !b.IsFinished))
                End(earlier);
            _bars.Add(phase, bar = _context.AddTask(Markup.Escape(text), maxValue: 1));
        }
        bar.Description = Markup.Escape(text);
        bar.IsIndeterminate = progress.Total == 0;
        bar.MaxValue = Math.Max(progress.Total, 1);
        bar.Value = progress.Done;
    }

    public void Dispose()
    {
        foreach (var bar in _bars.Values)
            End(bar);
        _over.TrySetResult();
        _shown.GetAwaiter().GetResult();
    }

    private static void End(ProgressTask bar)
    {
        bar.IsIndeterminate = false;
        bar.Value = bar.MaxValue;
        bar.StopTask();
    }
}
