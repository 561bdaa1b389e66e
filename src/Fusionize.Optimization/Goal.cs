using Fusionize.Setups;

namespace Fusionize.Optimization;

/// <summary>
/// What the best setup is; <see cref="Forms"/> lists the goals. Each kind of goal is one type, and everything that differs between goals is a member
/// here.
/// </summary>
/// <remarks>
/// A new goal overrides <see cref="Best"/>, <see cref="SearchScore"/> and <see cref="IsWorthTrying"/>. A goal on another percentile than the median
/// also overrides <see cref="TailOf"/>, and leaves <see cref="ScoreWith"/> null: trials are then chosen by <see cref="IsWorthTrying"/> instead of
/// by expected improvement.
/// </remarks>
public abstract record Goal
{
    /// <summary>All goals as they are written on the command line, for help and errors.</summary>
    public static string Forms => "cost, latency, balanced, slo:p95<200ms, budget:25 (USD per million requests) or weights:cost=0.7,p50=0.3";

    private protected Goal() { }

    /// <summary>The fastest setup that costs little more than the cheapest.</summary>
    public static Goal Balanced { get; } = new BalancedGoal();

    /// <summary>The cheapest setup.</summary>
    public static Goal Cost { get; } = new CostGoal();

    /// <summary>The setup with the lowest median latency.</summary>
    public static Goal Latency { get; } = new LatencyGoal();

    /// <summary>Reads a goal as it is written on the command line.</summary>
    /// <exception cref="FusionizeException">The text is no goal.</exception>
    public static Goal Parse(string text) => GoalParser.Parse(text);

    /// <summary>The goal as <see cref="Parse"/> reads it.</summary>
    public sealed override string ToString() => Text;

    /// <summary>The goal as <see cref="Parse"/> reads it.</summary>
    protected abstract string Text { get; }

    /// <summary>Whether latency matters at all.</summary>
    internal virtual bool ValuesLatency => true;

    /// <summary>The best candidate, the first of equal ones.</summary>
    /// <param name="candidates">At least one.</param>
    /// <param name="figures">Latency and cost of a candidate.</param>
    /// <param name="cheapest">Cost of the cheapest setup known, if it may be none of the candidates; else infinity.</param>
    internal abstract T Best<T>(IReadOnlyList<T> candidates, Func<T, SetupFigures> figures, double cheapest);

    /// <summary>Rates a median and a cost by one number, lower is better. Null for a goal that has no such number: one with
    /// a limit, or on another percentile than the median.</summary>
    /// <param name="cheapest">Cost of the cheapest setup.</param>
    internal virtual Func<double, double, double>? ScoreWith(double cheapest) => null;

    /// <summary>As <see cref="ScoreWith"/>, for every goal: where a limit is exceeded, the setups nearest to it score best.</summary>
    /// <param name="cheapest">Finds the cost of the cheapest setup, for goals that need it.</param>
    /// <param name="tail">Ratio of the goal's percentile to the median.</param>
    internal abstract Func<double, double, double> SearchScore(Func<double> cheapest, double tail);

    /// <summary>
    /// Orders the Pareto front so that the points nearest to the goal come first; null for goals that don't aim at an end of the front.
    /// </summary>
    internal virtual Func<double, double, double>? FrontOrder => null;

    /// <summary>The same goal with its limit scaled by a factor; null for goals without a limit.</summary>
    internal virtual Goal? WithLimitScaled(double factor) => null;

    /// <summary>The goal with a stricter limit, so that prediction errors don't break the real one.</summary>
    /// <param name="margin">The fraction by which the limit is lowered.</param>
    internal virtual Goal WithMargin(double margin) => this;

    /// <summary>Ratio of the goal's percentile to the median, for a measured setup; 1 for goals that look at the median.</summary>
    internal virtual double TailOf(SetupFigures measured) => 1;

    /// <summary>Whether a predicted gain is large enough to try the setup.</summary>
    internal abstract bool IsWorthTrying(PredictedGain gain);
}
