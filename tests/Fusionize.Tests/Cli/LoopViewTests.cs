using Fusionize.Cli.Terminal;
using Fusionize.Optimization;
using Fusionize.Rounds;
using Fusionize.Rounds.Load;

namespace Fusionize.Tests.Cli;

public sealed class LoopViewTests
{
    [Fact]
    public void Where_no_bar_can_move_each_step_of_a_build_is_a_line_and_each_other_phase_one()
    {
        var error = new StringWriter();
        var screen = new Screen(new StringWriter(), error, outputIsTerminal: false, errorIsTerminal: false);
        using var view = new LoopView(
            screen,
            new LoopOptions
            {
                Goal = Goal.Balanced,
                Rounds = 3,
                Load = ArrivalPlan.Constant(1, TimeSpan.FromSeconds(2)),
            },
            "shop",
            json: false
        );

        foreach (
            var progress in new PhaseProgress[]
            {
                new(0, 0, "restoring packages"),
                new(0, 0, "compiled Shop"),
                new(0, 2, "2 groups: Order, Price"),
                new(1, 2, "1 of 2 groups: Order is built"),
                new(2, 2, "2 of 2 groups: Price is built"),
            }
        )
            view.Report(new(1, RoundPhase.Build, progress));
        view.Report(new(1, RoundPhase.Load, new(0, 2, "")));
        view.Report(new(1, RoundPhase.Load, new(1, 2, "1/2, 0 under way")));

        Assert.Equal(
            [
                "round 1/3: building, restoring packages",
                "round 1/3: building, compiled Shop",
                "round 1/3: building, 2 groups: Order, Price",
                "round 1/3: loading",
            ],
            error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Trim())
        );
    }
}
