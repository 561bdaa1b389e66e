using System.Globalization;

namespace Fusionize.Optimization.Monitoring;

/// <summary>A sampling plan's figures; written as people do, <c>lots=10,of=50,fraction=0.05</c>.</summary>
/// <param name="Clearance">So many lots in a row have to conform before only a fraction of the requests is traced.</param>
/// <param name="LotRequests">Requests in a lot.</param>
/// <param name="Fraction">That fraction.</param>
public sealed record SamplingOptions(
    int Clearance = SamplingPlan.DefaultClearance, int LotRequests = SamplingPlan.DefaultLot, double Fraction = SamplingPlan.DefaultFraction)
{
    /// <summary>A plan for an application of which nothing is known yet.</summary>
    public SamplingPlan Begin(string app) => new() { App = app, Sampling = new(Clearance, Fraction), LotRequests = LotRequests };

    /// <exception cref="FormatException">It isn't a plan.</exception>
    public static SamplingOptions Parse(string text)
    {
        var options = new SamplingOptions();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            options = part.Split('=', 2, StringSplitOptions.TrimEntries) switch
            {
                ["lots", var n] when int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var lots) && lots is >= SamplingPlan.ReferenceLots and <= 10_000 => options with { Clearance = lots },
                ["of", var n] when int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var requests) && requests is >= 20 and <= 1_000_000 => options with { LotRequests = requests },
                ["fraction", var n] when double.TryParse(n, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fraction) && fraction is > 0 and < 1 => options with { Fraction = fraction },
                _ => throw new FormatException(
                    $"'{part}' is not part of a sampling plan. Write it as lots=10,of=50,fraction=0.05: at least {SamplingPlan.ReferenceLots} lots, at least 20 requests, a fraction between 0 and 1."),
            };
        }
        return options;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"lots={Clearance},of={LotRequests},fraction={Fraction}");
}
