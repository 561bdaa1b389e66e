using System.CommandLine;
using System.Globalization;
using Fusionize.Cli.Errors;
using Fusionize.Rounds.Load;
using Fusionize.Setups;

namespace Fusionize.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class LoadOptions
{
    /// <summary>Beyond, a typing error is likelier than a machine that holds the results.</summary>
    public const int MaxRequests = 10_000_000;

    /// <summary>The plan, if it is one that can be run.</summary>
    public static ArrivalPlan Sized(ArrivalPlan plan)
    {
        var requests = plan.Steps.Sum(s => s.RatePerSecond * s.Duration.TotalSeconds);
        return requests > MaxRequests ? throw TooMany("the load", requests)
            : plan.Count > 0 ? plan
            : throw new FusionizeException(CliErrors.Usage, null, "no request comes at that rate in that time", "make --rate or --duration larger");
    }

    public static FusionizeException TooMany(string what, double requests) =>
        new(
            CliErrors.Usage,
            null,
            string.Create(CultureInfo.InvariantCulture, $"{what} comes to {requests:#,0} requests; at most {MaxRequests:#,0} are possible"),
            "choose a smaller load"
        );

    public static Option<double> Rate() =>
        new("--rate") { Description = "Requests per second, as 10/s, 0.5/s or 600/min.", CustomParser = Parse.With(ArrivalPlan.ParseRate) };

    public static Option<Duration> Lasting() =>
        new("--duration") { Description = "For how long requests start, as 100s, 1.5m or 500ms.", CustomParser = Parse.With(Duration.Parse) };

    public static Option<Payload> Data() =>
        new("--data")
        {
            Description = "The requests' body: JSON, or @FILE.",
            DefaultValueFactory = _ => Payload.Empty,
            CustomParser = Parse.With(Payload.Parse),
        };

    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON." };
}
