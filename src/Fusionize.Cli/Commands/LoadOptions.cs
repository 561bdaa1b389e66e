using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Fusionize.Cli.Errors;
using Fusionize.Rounds.Load;
using Fusionize.Setups;

namespace Fusionize.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class LoadOptions
{
    /// <summary>More requests are probably a typing error, and the results wouldn't fit into memory.</summary>
    public const int MaxRequests = 10_000_000;

    /// <summary>The plan; an error if it can't be run.</summary>
    public static ArrivalPlan Sized(ArrivalPlan plan)
    {
        var requests = plan.Recorded.Length + plan.Steps.Sum(s => s.RatePerSecond * s.Duration.TotalSeconds);
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
        new("--duration") { Description = "Duration of the load, as 100s, 1.5m or 500ms.", CustomParser = Parse.With(Duration.Parse) };

    public static Option<Payload> Data() =>
        new("--data")
        {
            Description = "The requests' body: JSON, or @FILE.",
            DefaultValueFactory = _ => Payload.Empty,
            CustomParser = Parse.With(Payload.Parse),
        };

    public static Option<RequestMix?> Mix() =>
        new("--mix")
        {
            Description = "The requests: a JSON file with weighted requests, or a .jsonl file with one recorded request per line.",
            CustomParser = Parse.With(file => (RequestMix?)MixFile.Read(file)),
        };

    /// <summary>A mix has all requests, so options for a single request are errors.</summary>
    /// <param name="others">These options.</param>
    public static void CheckMix(CommandResult result, Option<RequestMix?> mix, params Option[] others)
    {
        if (result.GetResult(mix) is not null && Array.Find(others, o => result.GetResult(o) is { Implicit: false }) is { } other)
            result.AddError($"--mix says what is sent: leave out {other.Name}.");
    }

    /// <summary>The start times of the mix; without any, a constant rate.</summary>
    public static ArrivalPlan Arrivals(ParseResult parsed, RequestMix? mix, Option<double> rate, Option<Duration> duration)
    {
        var time = parsed.GetValue(duration).Time;
        if (mix?.Times is not { } own)
            return Sized(ArrivalPlan.Constant(parsed.GetValue(rate), time));
        Option[] needless = own.RatePerSecond is null ? [rate, duration] : [rate];
        if (Array.Find(needless, o => parsed.GetResult(o) is { Implicit: false }) is { } said)
            throw MixHasTimes(said);
        return Sized(own.RatePerSecond is { } sum ? ArrivalPlan.Constant(sum, time) : ArrivalPlan.At(own.Starts));
    }

    public static FusionizeException MixHasTimes(Option said) =>
        new(CliErrors.Usage, null, "the mix says when its requests start", $"leave out {said.Name}, or the times in the mix");

    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON." };
}
