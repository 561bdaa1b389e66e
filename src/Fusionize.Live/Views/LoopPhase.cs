using Fusionize.Live.Model;
using Fusionize.Rounds;

namespace Fusionize.Live.Views;

/// <summary>What a loop does, in words.</summary>
internal static class LoopPhase
{
    public static string Text(LoopState loop) =>
        loop.HasEnded ? "the loop has ended"
        : loop.Phase is null ? "the loop is starting"
        : loop.Phase == RoundPhase.Watch ? loop.Progress.Text ?? "watching"
        : $"round {loop.Round} of at most {loop.MostRounds}: {Doing(loop.Phase.Value)}{(loop.Percent is { } percent ? $", {percent} %" : "")}";

    private static string Doing(RoundPhase phase) =>
        phase switch
        {
            RoundPhase.Build => "building",
            RoundPhase.Deploy => "deploying",
            RoundPhase.Load => "sending requests",
            RoundPhase.Drain => "waiting for asynchronous work",
            RoundPhase.Extract => "reading the logs",
            _ => "asking the optimizer",
        };
}
