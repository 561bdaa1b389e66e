using System.Collections.Immutable;
using Fusionize.Optimization;
using Fusionize.Optimization.Forecasts;
using Fusionize.Optimization.Optimizers;
using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Tests.Optimization.Estimation;

/// <summary>Which setup stays where a search is cut before it ends.</summary>
public sealed class KeptSetupTests
{
    private static readonly AppDescription s_app = new(
        "app",
        [
            new("Front", true, [new CpuStep(5), new CallStep("Check"), new CallStep("Store", CallKind.Async)]),
            new("Check", false, [new CpuStep(30)]),
            new("Store", false, [new WaitStep(15), new CpuStep(10)]),
        ]
    );

    /// <summary>
    /// The setup of 512 MB had a lucky round. The forecast, which knows the other rounds, too, expects less of it than of 1,024 MB.
    /// </summary>
    /// <param name="luck">What the lucky round's times are multiplied by.</param>
    /// <param name="p50">The median that it measured.</param>
    [Theory]
    [InlineData(0.4, 60)]
    [InlineData(0.5, 75)]
    public void A_search_that_is_cut_leaves_the_best_measured_setup_and_says_why(double luck, int p50)
    {
        var model = s_app.ToAppModel();
        var (lucky, other) = (FusionSetup.AllInOne(model, 512), FusionSetup.AllInOne(model, 1024));
        ImmutableArray<MeasuredSetup> history = [Measure(FusionSetup.OnePerTask(model), 1), Scaled(Measure(lucky, 2), luck), Measure(other, 3)];
        var forecast = Forecast.For(Goal.Latency, model, history);
        Assert.True(forecast.Predict(other).P50Ms < forecast.Predict(lucky).P50Ms);
        Assert.Equal(lucky, GoalChoice.BestMeasured(history, Goal.Latency));

        // The search isn't over. A loop that ends here, as --rounds asks, keeps this setup.
        var proposal = new ModelOptimizer(new() { MaxTrials = 5, ExploringTrials = 5 }).Propose(new(model, history, Goal.Latency));

        Assert.Equal((false, lucky), (proposal.Final, proposal.Best));
        Assert.DoesNotContain(proposal.Next, history.Select(m => m.Setup));
        Assert.Matches(
            $@" \(Front,Check,Store\)@512 measured best, {p50} ms and [0-9.]+ USD/M "
                + @"\(78 ms and [0-9.]+ USD/M for the setup that the forecast prefers\)\.$",
            proposal.Decision
        );
    }

    private static MeasuredSetup Measure(FusionSetup setup, int round) =>
        new(
            setup,
            Simulator.RunAndRecord(s_app, setup, LambdaModel.DotNet, new() { Rate = 10, DurationSeconds = 20 }, (ulong)round).Records.Records,
            round
        );

    private static MeasuredSetup Scaled(MeasuredSetup measured, double factor) =>
        measured with
        {
            Records =
            [
                .. measured.Records.Select(r =>
                    r with
                    {
                        DurationMs = r.DurationMs * factor,
                        BilledMs = (long)Math.Ceiling(r.BilledMs * factor),
                        Calls = [.. r.Calls.Select(c => c with { AtMs = c.AtMs * factor, Ms = c.Ms * factor })],
                    }
                ),
            ],
        };
}
