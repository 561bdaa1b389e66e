using Fusionize.Optimization.Monitoring;
using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>The cost of tracing, while setups are tried and once one is settled.</summary>
internal static class TracingView
{
    public static void Print(IAnsiConsole console, MonitoringCost cost, SamplingPlan plan) => Lines.Print(console, 0, Text(cost, plan), "dim");

    public static string Text(MonitoringCost cost, SamplingPlan plan) =>
        $"{cost.At(plan.SearchingFraction)} while setups are tried; "
        + $"{Texts.Percent(plan.SettledFraction)} and {Texts.Percent(cost.At(plan.SettledFraction).PartOfCost)} once one is settled";
}
