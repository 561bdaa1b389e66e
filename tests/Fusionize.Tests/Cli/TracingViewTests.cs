using System.Text.RegularExpressions;
using Fusionize.Cli.Terminal;
using Fusionize.Optimization.Monitoring;
using Fusionize.Setups;
using Fusionize.Simulation;
using Fusionize.Tests.Optimization.Estimation;

namespace Fusionize.Tests.Cli;

/// <summary>
/// The cost of tracing is printed for both phases and keeps its limits: a tenth while setups are tried, a fiftieth once one is settled.
/// </summary>
public sealed partial class TracingViewTests
{
    [Fact]
    public void A_loop_ends_with_what_tracing_costs()
    {
        var app = ModelOptimizerTests.IoT;
        foreach (var setup in new[] { FusionSetup.OnePerTask(app.ToAppModel()), FusionSetup.AllInOne(app.ToAppModel(), 512) })
        {
            var records = Simulator.RunAndRecord(app, setup, LambdaModel.DotNet, new() { Rate = 10, DurationSeconds = 6 }, 1).Records.Records;
            var output = new StringWriter();

            RoundsView.PrintEnd(
                new Screen(output, new StringWriter(), false, false).Out,
                new("iot", [], null) { Monitoring = MonitoringCost.Of(records, setup, 1) }
            );

            AssertWithinGoals(output.ToString());
        }
    }

    /// <summary>Both figures are in a command's output.</summary>
    internal static void AssertWithinGoals(string output)
    {
        var said = CostPattern().Match(WhiteSpace().Replace(output, " "));
        Assert.True(said.Success, output);
        double Percent(string group) => double.Parse(said.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(Percent("searching"), 0.01, 10);
        Assert.InRange(Percent("settled"), 0.01, 2);
        Assert.True(Percent("settled") < Percent("searching"));
    }

    [GeneratedRegex(
        @"tracing [\d.]+ % of the requests costs .*, (?<searching>[\d.]+) % of the application's cost while setups are tried; "
            + @"[\d.]+ % and (?<settled>[\d.]+) % once one is settled"
    )]
    private static partial Regex CostPattern();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
