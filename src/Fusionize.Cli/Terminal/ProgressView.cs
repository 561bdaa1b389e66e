using Fusionize.Rounds.Load;
using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>Shows progress: bars in a terminal, otherwise a line per step.</summary>
internal sealed class ProgressView
{
    private readonly Screen _screen;
    private readonly ProgressContext? _context;

    private ProgressView(Screen screen, ProgressContext? context) => (_screen, _context) = (screen, context);

    public static async Task<T> RunAsync<T>(Screen screen, Func<ProgressView, Task<T>> work)
    {
        if (!screen.IsInteractive)
            return await work(new ProgressView(screen, null));
        return await screen
            .Err.Progress()
            .AutoClear(true)
            .HideCompleted(false)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
            .StartAsync(context => work(new ProgressView(screen, context)));
    }

    /// <summary>Shows a step; the bar moves back and forth until a total is known.</summary>
    public Step Begin(string text)
    {
        if (_context is null)
            _screen.Err.MarkupLineInterpolated($"[dim]{text}[/]");
        return new Step(_context?.AddTask(Markup.Escape(text), maxValue: 1).IsIndeterminate());
    }

    public async Task<LoadResult> LoadAsync(
        string text,
        ILoadTarget target,
        RequestMix mix,
        ArrivalPlan plan,
        TimeSpan timeout,
        CancellationToken cancellation
    )
    {
        using var step = Begin($"{text}: {plan.Count} requests in {Texts.Seconds(plan.Duration)}");
        return await new LoadGenerator(target, timeout, new LoadSteps(step, text), mix).RunAsync(plan, cancellation);
    }

    /// <summary>One step of the work; dispose it at its end.</summary>
    public sealed class Step(ProgressTask? task) : IDisposable
    {
        public void Report(int done, int total, string text)
        {
            if (task is null)
                return;
            task.IsIndeterminate = total == 0;
            task.MaxValue = Math.Max(total, 1);
            task.Value = done;
            task.Description = Markup.Escape(text);
        }

        public void Dispose()
        {
            if (task is null)
                return;
            task.IsIndeterminate = false;
            task.Value = task.MaxValue;
            task.StopTask();
        }
    }

    /// <summary>Called from many threads at once: only the latest value counts.</summary>
    private sealed class LoadSteps(Step step, string text) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress p) =>
            step.Report(
                p.Completed,
                p.Total,
                $"{text}: {p.Completed}/{p.Total}, {p.Started - p.Completed} under way{(p.Failed > 0 ? $", {p.Failed} failed" : "")}"
            );
    }
}
