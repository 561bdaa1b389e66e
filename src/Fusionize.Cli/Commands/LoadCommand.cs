using System.CommandLine;
using Fusionize.Cli.Terminal;
using Fusionize.Engine.Load;
using Spectre.Console;

namespace Fusionize.Cli.Commands;

internal static class LoadCommand
{
    public static Command Create(Screen screen)
    {
        var target = new Argument<Uri>("address")
        {
            Description = "Where to post requests: a function URL, an HTTP API or any other http(s) address.",
            CustomParser = Parse.With(ParseAddress),
        };
        var rate = LoadOptions.Rate();
        rate.DefaultValueFactory = _ => 10;
        var ramp = new Option<ArrivalPlan?>("--ramp")
        {
            Description = "Rates one after the other instead of a constant one, as '5..40 step 5 every 2s'.",
            CustomParser = Parse.With(text => (ArrivalPlan?)ArrivalPlan.ParseRamp(text)),
        };
        var duration = LoadOptions.Duration();
        duration.DefaultValueFactory = _ => TimeSpan.FromSeconds(10);
        var timeout = new Option<TimeSpan>("--timeout")
        {
            Description = "After this time a request counts as failed.",
            DefaultValueFactory = _ => TimeSpan.FromSeconds(30),
            CustomParser = Parse.With(ArrivalPlan.ParseDuration),
        };
        var data = LoadOptions.Data();
        var json = LoadOptions.Json();
        var command = new Command("load", "Puts load on an address: requests start when the plan says so, however slow the answers are, and latencies count from then.")
        {
            target, rate, ramp, duration, timeout, data, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(ramp) is { Implicit: false } && (result.GetResult(rate) is { Implicit: false } || result.GetResult(duration) is { Implicit: false }))
                result.AddError("--ramp has its own rates and times: leave out --rate and --duration.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var plan = parsed.GetValue(ramp) ?? ArrivalPlan.Constant(parsed.GetValue(rate), parsed.GetValue(duration));
            using var http = new HttpTarget(parsed.GetRequiredValue(target), parsed.GetValue(data));
            var result = await ProgressView.RunAsync(screen, view => view.LoadAsync("load", http, plan, parsed.GetValue(timeout), cancellation));
            return Report(screen, result, parsed.GetValue(json));
        });
        return command;
    }

    private static int Report(Screen screen, LoadResult result, bool json)
    {
        var summary = result.Summary;
        if (json)
            screen.WriteJson(summary);
        else
            LoadView.Print(screen.Out, summary);
        if (result.Cancelled)
            screen.ErrorLine($"interrupted after {summary.Requests} of {result.Plan.Count} requests");
        else if (summary.Requests == summary.Errors)
            screen.Error(CliErrors.NothingAnswered, $"all {summary.Requests} requests failed", "look at the kinds of errors above");
        return result.Cancelled || summary.Requests == summary.Errors ? ExitCode.Failure : ExitCode.Ok;
    }

    private static Uri ParseAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new FormatException($"'{text}' is not an http(s) address.");
}
