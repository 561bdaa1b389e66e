using Fusionize.Optimization.Forecasts;
using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>Lists predictions that measurements contradict, before new predictions are shown.</summary>
internal static class MissesView
{
    public static void Print(IAnsiConsole console, Forecast forecast)
    {
        foreach (var miss in forecast.Misses)
            Lines.Print(console, 0, miss.ToString(), "yellow");
    }

    public static IEnumerable<object> Json(Forecast forecast) =>
        forecast.Misses.Select(m => new
        {
            m.Round.Round,
            setup = m.Round.Setup.Id,
            disturbed = m.Round.IsDisturbed,
            m.Predicted,
            measured = m.Measured,
        });
}
