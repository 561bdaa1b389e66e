using System.CommandLine;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Rounds.Load;
using Fusionize.Setups;

namespace Fusionize.Cli.Commands;

internal static class LoadCommand
{
    public static Command Create(Screen screen)
    {
        var target = new Argument<string>("target")
        {
            Description = "Target of the requests: an http(s) address such as a function URL, or the name of a function, optionally with :ALIAS.",
        };
        target.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && text.Contains("://", StringComparison.Ordinal) && !Addresses.IsAddress(text))
                result.AddError($"target: '{text}' is not an http(s) address.");
        });
        var connection = new ConnectionOptions();
        var rate = LoadOptions.Rate();
        rate.DefaultValueFactory = _ => 10;
        var ramp = new Option<ArrivalPlan?>("--ramp")
        {
            Description = "Rates in steps instead of a constant one, as '5..40 step 5 every 2s'.",
            CustomParser = Parse.With(text => (ArrivalPlan?)ArrivalPlan.ParseRamp(text)),
        };
        var duration = LoadOptions.Lasting();
        duration.DefaultValueFactory = _ => TimeSpan.FromSeconds(10);
        var timeout = new Option<Duration>("--timeout")
        {
            Description = "Time after which a request counts as failed.",
            DefaultValueFactory = _ => TimeSpan.FromSeconds(30),
            CustomParser = Parse.With(Duration.Parse),
        };
        var data = LoadOptions.Data();
        var mix = LoadOptions.Mix();
        var json = LoadOptions.Json();
        var command = new Command(
            "load",
            "Puts load on an address. Requests start at the planned times, even if answers are slow, and latency counts from those times."
        )
        {
            target,
            rate,
            ramp,
            duration,
            timeout,
            data,
            mix,
            json,
        };
        connection.AddTo(command);
        command.Validators.Add(result =>
        {
            if (
                result.GetResult(ramp) is { Implicit: false }
                && (result.GetResult(rate) is { Implicit: false } || result.GetResult(duration) is { Implicit: false })
            )
                result.AddError("--ramp has its own rates and times; leave out --rate and --duration.");
            LoadOptions.CheckMix(result, mix, data);
        });
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var given = parsed.GetValue(mix);
                var plan = parsed.GetValue(ramp) is { } steps
                    ? LoadOptions.Sized(given?.Times is null ? steps : throw LoadOptions.MixHasTimes(ramp))
                    : LoadOptions.Arrivals(parsed, given, rate, duration);
                var to = parsed.GetRequiredValue(target);
                var sent = given ?? RequestMix.Of(null, parsed.GetRequiredValue(data).Json);
                var isAddress = to.Contains("://", StringComparison.Ordinal);
                CheckFits(sent, isAddress);
                ILoadTarget loaded = isAddress ? new HttpTarget(new Uri(to), sent) : LambdaTarget.Of(connection.Read(parsed), to, sent);
                using var ends = (IDisposable)loaded;
                var result = await ProgressView.RunAsync(screen, view =>
                    view.LoadAsync("load", loaded, sent, plan, parsed.GetValue(timeout), cancellation)
                );
                return Report(screen, result, parsed.GetValue(json));
            }
        );
        return command;
    }

    /// <summary>Paths need an address, and entries need an application, which only <c>loop</c> has.</summary>
    private static void CheckFits(RequestMix mix, bool isAddress)
    {
        if (mix.Requests.FirstOrDefault(r => r.Entry is not null || (!isAddress && (r.Path ?? r.Method) is not null)) is not { } odd)
            return;
        throw odd.Entry is { } entry
            ? new FusionizeException(
                CliErrors.Usage,
                null,
                $"the mix has a request for entry '{entry}', but 'load' knows no application",
                isAddress ? "name its method and path" : "leave the entry out, or use 'fusionize loop'"
            )
            : new FusionizeException(
                CliErrors.Usage,
                null,
                $"the mix has a request for '{odd.Name}', but a function has no paths",
                "load an address"
            );
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
}
