using System.Globalization;

namespace Fusionize.Optimization.Monitoring;

/// <summary>The parameters of a sampling plan, written as <c>lots=10,of=50,fraction=0.05</c>.</summary>
/// <param name="Clearance">How many lots in a row must conform before only a fraction of the requests is traced.</param>
/// <param name="LotRequests">Requests per lot.</param>
/// <param name="Fraction">The fraction of requests that is traced then.</param>
public sealed record SamplingOptions(
    int Clearance = SamplingPlan.DefaultClearance,
    int LotRequests = SamplingPlan.DefaultLot,
    double Fraction = SamplingPlan.DefaultFraction
)
{
    /// <summary>A new plan for an application.</summary>
    public SamplingPlan Begin(string app) =>
        new()
        {
            App = app,
            Sampling = new(Clearance, Fraction),
            LotRequests = LotRequests,
        };

    /// <summary>Reads the parameters as they are written on the command line.</summary>
    /// <exception cref="FormatException">The text is no plan.</exception>
    public static SamplingOptions Parse(string text)
    {
        var options = new SamplingOptions();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            options = part.Split('=', 2, StringSplitOptions.TrimEntries) switch
            {
                ["lots", var n]
                    when int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var lots)
                        && lots is >= SamplingPlan.ReferenceLots and <= 10_000 => options with
                        {
                            Clearance = lots,
                        },
                ["of", var n]
                    when int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var requests) && requests is >= 20 and <= 1_000_000 =>
                    options with
                    {
                        LotRequests = requests,
                    },
                ["fraction", var n]
                    when double.TryParse(n, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fraction)
                        && fraction is > 0 and < 1 => options with
                        {
                            Fraction = fraction,
                        },
                _ => throw new FormatException(
                    $"'{part}' is not part of a sampling plan. Write it as lots=10,of=50,fraction=0.05: at least {SamplingPlan.ReferenceLots} lots, "
                        + $"at least 20 requests, a fraction between 0 and 1."
                ),
            };
        }
        return options;
    }

    /// <summary>The parameters as <see cref="Parse"/> reads them.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"lots={Clearance},of={LotRequests},fraction={Fraction}");
}
