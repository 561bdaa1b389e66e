using Fusionize.Setups;
using System.Globalization;
using Fusionize.Optimization.Optimizers;

namespace Fusionize.Optimization;

/// <summary>What a setup is to be good at.</summary>
public enum GoalKind : byte
{
    /// <summary>Lowest cost.</summary>
    Cost,

    /// <summary>Lowest p50.</summary>
    Latency,

    /// <summary>Lowest p50 among the setups that cost little more than the cheapest; more only for much latency.</summary>
    Balanced,

    /// <summary>Cheapest setup that keeps a latency.</summary>
    Slo,

    /// <summary>Lowest p50 that keeps a cost per million requests.</summary>
    Budget,

    /// <summary>Lowest product of cost and p50, each to the power of its weight: a per cent of the one is worth so many of the other.</summary>
    Weights,
}

/// <summary>
/// A goal: <c>cost</c>, <c>latency</c>, <c>balanced</c>, <c>slo:p95&lt;200ms</c>, <c>budget:25</c> (USD per million requests), <c>weights:cost=0.7,p50=0.3</c>.
/// </summary>
/// <param name="Percentile">Of <c>slo</c>: 50, 95 or 99.</param>
/// <param name="Limit">Of <c>slo</c>: ms; of <c>budget</c>: USD per million requests; of <c>balanced</c>: tolerated part above the cheapest; of <c>weights</c>: the weight of cost, that of the median being what is left of one.</param>
public sealed record Goal(GoalKind Kind, int Percentile = 50, double Limit = 0)
{
    public const double BalancedTolerance = 0.05;

    /// <summary>Of <c>balanced</c>: so many per cent of latency are worth a per cent of cost beyond the tolerated.</summary>
    public const double BalancedWorth = 3;

    public static Goal Balanced { get; } = new(GoalKind.Balanced, Limit: BalancedTolerance);
    public static Goal Cost { get; } = new(GoalKind.Cost);
    public static Goal Latency { get; } = new(GoalKind.Latency);

    /// <summary>Of <c>balanced</c>: the p50 in ms with what it costs beyond the tolerated counted in; the lowest is the best.</summary>
    /// <param name="cheapest">What the cheapest setup costs.</param>
    private double BalancedScore(double p50, double cost, double cheapest)
        => p50 * Math.Pow(Math.Max(1, cost / (cheapest * (1 + Limit))), BalancedWorth) * (1 + 1e-9 * cost);

    /// <summary>The goal as one figure of median and cost, the lower the better; null where it is a limit.</summary>
    /// <param name="cheapest">What the cheapest setup costs.</param>
    internal Func<double, double, double>? ScoreWith(double cheapest) => Kind switch
    {
        GoalKind.Cost => (_, cost) => cost,
        GoalKind.Latency => (p50, _) => p50,
        GoalKind.Weights => (p50, cost) => Math.Pow(cost, Limit) * Math.Pow(p50, 1 - Limit),
        GoalKind.Balanced => (p50, cost) => BalancedScore(p50, cost, cheapest),
        _ => null,
    };

    public static Goal Parse(string text)
    {
        var colon = text.IndexOf(':');
        return (colon < 0 ? text : text[..colon]).Trim() switch
        {
            "cost" when colon < 0 => Cost,
            "latency" when colon < 0 => Latency,
            "balanced" when colon < 0 => Balanced,
            "slo" when colon > 0 => ParseSlo(text, text[(colon + 1)..].Trim()),
            "budget" when colon > 0 => new(GoalKind.Budget, Limit: ParseNumber(text, text[(colon + 1)..].Trim().TrimStart('$'))),
            "weights" when colon > 0 => ParseWeights(text, text[(colon + 1)..]),
            _ => throw Bad(text),
        };
    }

    public override string ToString() => Kind switch
    {
        GoalKind.Slo => string.Create(CultureInfo.InvariantCulture, $"slo:p{Percentile}<{Limit}ms"),
        GoalKind.Budget => string.Create(CultureInfo.InvariantCulture, $"budget:{Limit}"),
        GoalKind.Weights => string.Create(CultureInfo.InvariantCulture, $"weights:cost={(decimal)Limit},p50={1 - (decimal)Limit}"),
        _ => Kind.ToString().ToLowerInvariant(),
    };

    private static Goal ParseSlo(string text, string rule)
    {
        var less = rule.IndexOf('<');
        var percentile = (less < 0 ? "" : rule[..less].Trim()) switch
        {
            "p50" => 50,
            "p95" => 95,
            "p99" => 99,
            _ => throw Bad(text),
        };
        var limit = rule[(less + 1)..].TrimStart('=').Trim();
        var factor = 1.0;
        if (limit.EndsWith("ms", StringComparison.Ordinal))
            limit = limit[..^2];
        else if (limit.EndsWith('s'))
            (limit, factor) = (limit[..^1], 1000);
        return new(GoalKind.Slo, percentile, ParseNumber(text, limit.Trim()) * factor);
    }

    private static Goal ParseWeights(string text, string list)
    {
        double? cost = null, p50 = null;
        foreach (var part in list.Split(','))
        {
            if (part.Split('=') is not [var name, var number])
                throw Bad(text);
            switch (name.Trim())
            {
                case "cost" when cost is null:
                    cost = ParseNumber(text, number.Trim());
                    break;
                case "p50" when p50 is null:
                    p50 = ParseNumber(text, number.Trim());
                    break;
                default:
                    throw Bad(text);
            }
        }
        // One alone is cost or latency.
        return cost is { } c && p50 is { } p && Math.Abs(c + p - 1) < 1e-9 ? new(GoalKind.Weights, Limit: c) : throw Bad(text);
    }

    private static double ParseNumber(string text, string number)
        => double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0 && double.IsFinite(value)
            ? value
            : throw Bad(text);

    private static FusionizeException Bad(string text)
        => new(OptimizationCodes.BadGoal, text, "A goal is cost, latency, balanced, slo:p95<200ms (p50, p95 or p99), budget:25 (USD per million requests) or weights:cost=0.7,p50=0.3 (more than 0, together 1).");
}
