using System.CommandLine;
using Fusionize.Engine.Load;

namespace Fusionize.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class LoadOptions
{
    public static Option<double> Rate() => new("--rate")
    {
        Description = "Requests per second, as 10/s, 0.5/s or 600/min.",
        CustomParser = Parse.With(ArrivalPlan.ParseRate),
    };

    public static Option<Duration> Lasting() => new("--duration")
    {
        Description = "For how long requests start, as 100s, 1.5m or 500ms.",
        CustomParser = Parse.With(Duration.Parse),
    };

    public static Option<Payload> Data() => new("--data")
    {
        Description = "The requests' body: JSON, or @FILE.",
        DefaultValueFactory = _ => Payload.Empty,
        CustomParser = Parse.With(Payload.Parse),
    };

    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON." };
}
