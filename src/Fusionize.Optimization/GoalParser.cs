using System.Globalization;
using Fusionize.Setups;

namespace Fusionize.Optimization;

/// <summary>Reads goals as they are written on the command line.</summary>
internal static class GoalParser
{
    public static Goal Parse(string text)
    {
        var colon = text.IndexOf(':');
        return (colon < 0 ? text : text[..colon]).Trim() switch
        {
            "cost" when colon < 0 => Goal.Cost,
            "latency" when colon < 0 => Goal.Latency,
            "balanced" when colon < 0 => Goal.Balanced,
            "slo" when colon > 0 => ParseSlo(text, text[(colon + 1)..].Trim()),
            "budget" when colon > 0 => new BudgetGoal(ParseNumber(text, text[(colon + 1)..].Trim().TrimStart('$'))),
            "weights" when colon > 0 => ParseWeights(text, text[(colon + 1)..]),
            _ => throw Bad(text),
        };
    }

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
        return new SloGoal(percentile, ParseNumber(text, limit.Trim()) * factor);
    }

    private static Goal ParseWeights(string text, string list)
    {
        double? cost = null,
            p50 = null;
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
        // A goal with one weight only would be cost or latency.
        return cost is { } c && p50 is { } p && Math.Abs(c + p - 1) < 1e-9 ? new WeightsGoal(c) : throw Bad(text);
    }

    private static double ParseNumber(string text, string number) =>
        double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0 && double.IsFinite(value)
            ? value
            : throw Bad(text);

    private static FusionizeException Bad(string text) =>
        new(
            OptimizationCodes.BadGoal,
            text,
            $"A goal is {Goal.Forms}. The percentile of slo is p50, p95 or p99; weights are more than 0, and their sum is 1."
        );
}
