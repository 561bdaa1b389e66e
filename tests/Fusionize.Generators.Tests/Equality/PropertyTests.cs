using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Fusionize.Testing;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>
/// Random programs under random setups do what plain method calls do: same result or exception, same effects in an order that is promised, detached
/// work as often as promised. What is promised is in docs/programming-model.md. To repeat a run: FUSIONIZE_TEST_SEED; to run more programs:
/// FUSIONIZE_TEST_COUNT.
/// </summary>
public sealed class PropertyTests(ITestOutputHelper output)
{
    private const int RandomSetups = 6;

    private static readonly int s_count = int.TryParse(Environment.GetEnvironmentVariable("FUSIONIZE_TEST_COUNT"), out var count) ? count : 1000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public async Task A_program_does_the_same_under_every_setup()
    {
        var seed = TestSeed.WrittenTo(output);
        using var app = new OnDisk(ProgramApp.Build());
        var plain = new PlainCalls(app.Assembly);
        var run = plain.Method<Func<string, Task<string?>>>("Interpreter", "Plain");
        var setups = await Task.WhenAll(
            TestSetup
                .Randoms(RandomSetups, (int)(seed % 1_000_000))
                .Prepend(TestSetup.AllInOne)
                .Prepend(TestSetup.AllSeparate)
                .Select(async setup => new RunningApp(
                    await FusionizedApp.StartAsync(app.Assembly, setup, new FusionizedAppOptions { AsyncRetries = PromisedAttempts.Retries })
                ))
        );
        try
        {
            var property = Prop.ForAll(Cases(setups.Length), test =>
            {
                var plainly = Task.Run(() => PlainlyAsync(run, test));
                var fused = Task.Run(() => UnderAsync(setups[test.One.Setup], test.One.Form, test));
                var other = Task.Run(() => UnderAsync(setups[test.Other.Setup], test.Other.Form, test));
                var expected = plainly.GetAwaiter().GetResult();
                if (test.Damage is null)
                    Assert.Null(PromisedOrder.ViolationIn(test.Program, expected.Effects.Labels));
                AssertSame(expected, fused.GetAwaiter().GetResult(), test, test.One.Form);
                AssertSame(expected, other.GetAwaiter().GetResult(), test, test.Other.Form);
                AssertSameRefusal(fused.Result, other.Result);
            });
            var config = Config
                .QuickThrowOnFailure.WithMaxTest(s_count)
                .WithReplay(seed, 1UL)
                .WithQuietOnSuccess(true)
                .WithParallelRunConfig(new ParallelRunConfig(Environment.ProcessorCount));
            Check.One(config, property);
        }
        finally
        {
            foreach (var setup in setups)
                await setup.App.DisposeAsync();
            plain.Unload();
        }
    }

    private static Arbitrary<Case> Cases(int setups)
    {
        var requests = (Node program) =>
            from form in Gen.Frequency(
                (8, Gen.Constant(RequestForm.Call)),
                (ProgramApp.IsEntry(program.Task) ? 8 : 1, Gen.Constant(RequestForm.Plain)),
                (ProgramApp.IsEntry(program.Task) ? 8 : 1, Gen.Constant(RequestForm.Http)),
                (1, Gen.Constant(RequestForm.Misdirected))
            )
            from setup in Gen.Choose(0, setups - 1)
            select (form, setup);
        return Arb.From(
            from program in Programs.Arbitrary.Generator
            from damage in Gen.Frequency((5, Gen.Constant<Damage?>(null)), (1, Damage.Any.Select(Damage? (d) => d)))
            from one in requests(program)
            from other in requests(program)
            select new Case(program, damage, one, other),
            test => Programs.Arbitrary.Shrinker(test.Program).Select(p => test with { Program = p })
        );
    }

    private static async Task<Outcome> PlainlyAsync(Func<string, Task<string?>> run, Case test)
    {
        var effects = Effects.Begin();
        var result = await run(ArgumentsOf(test, effects)["node"]!.ToJsonString());
        await effects.DrainAsync();
        return new Outcome("plain calls", result, effects, new HashSet<string>());
    }

    private static async Task<Outcome> UnderAsync(RunningApp running, RequestForm form, Case test)
    {
        var effects = Effects.Begin();
        var result = await Request.SendAsync(running.App, form, test.Program.Task, ArgumentsOf(test, effects));
        await running.App.DrainAsync();
        return new Outcome($"{form} under {running.App.Setup}", result, effects, running.FailedWorkOf(effects.Run));
    }

    private static JsonObject ArgumentsOf(Case test, Effects effects)
    {
        var node = JsonSerializer.SerializeToNode(test.Program with { Run = effects.Run }, Json)!;
        test.Damage?.Apply(node);
        return test.Program.Task % 3 == 2 ? new() { ["node"] = node, ["extra"] = test.Program.Id } : new() { ["node"] = node };
    }

    private static void AssertSame(Outcome expected, Outcome actual, Case test, RequestForm form)
    {
        var of = $"{test} by {actual.Where}";
        var result = Request.SeenBy(form, test.Program.Task, Canonical(expected.Result ?? "", test.Program));
        if (result == Request.Unknown)
        {
            Assert.True(actual.Result == result && actual.Effects.Labels.Count == 0, $"{of}: {actual.Result}");
            return;
        }
        if (expected.Result is null)
        {
            Assert.True(Request.IsRefusal(actual.Result!) && actual.Effects.Labels.Count == 0, $"{of}: {actual.Result}");
            return;
        }
        var seen = Canonical(actual.Result!, test.Program);
        Assert.True(result == seen, $"{of}:\n{result}\n{seen}");
        Assert.Equal((of, Distinct(expected.Effects.Labels)), (of, Distinct(actual.Effects.Labels)));
        Assert.Equal((of, Tried(expected.Effects)), (of, Tried(actual.Effects)));
        if (test.Damage is not null)
            return;
        Assert.Equal((of, null), (of, PromisedOrder.ViolationIn(test.Program, actual.Effects.Labels)));
        Assert.Equal((of, null), (of, PromisedAttempts.ViolationIn(test.Program, expected.Effects, actual.Effects.Attempts, actual.FailedWork)));
    }

    /// <summary>What can't be read is told in the same words, whatever the way it came.</summary>
    private static void AssertSameRefusal(Outcome one, Outcome other)
    {
        if (Request.IsRefusal(one.Result!) && Request.IsRefusal(other.Result!))
            Assert.Equal(one.Result, other.Result);
    }

    /// <summary>A task that waited when the time was over, and one that waited for it, say it in words of their own; and plain calls have no caller
    /// that would be told.</summary>
    private static string Canonical(string result, Node program) =>
        program.HasTimeOut && (result.Contains("The task call was cancelled.") || result.Contains("A task was canceled."))
            ? "the time is over"
            : result;

    /// <summary>Work may be done more than once.</summary>
    private static string Distinct(IEnumerable<string> paths) =>
        string.Join(", ", paths.Select(PromisedAttempts.WithoutAttempts).Distinct().Order(StringComparer.Ordinal));

    private static string Tried(Effects effects) => Distinct(effects.Attempts.Select(a => a.Path));

    private sealed record Case(Node Program, Damage? Damage, (RequestForm Form, int Setup) One, (RequestForm Form, int Setup) Other)
    {
        public override string ToString() => $"{Program}{(Damage is null ? "" : $" with {Damage}")}";
    }

    private sealed record Outcome(string Where, string? Result, Effects Effects, IReadOnlySet<string> FailedWork);

    /// <summary>The application under one setup.</summary>
    private sealed class RunningApp(FusionizedApp app)
    {
        private readonly Dictionary<string, HashSet<string>> _failedWork = [];
        private int _read;

        public FusionizedApp App => app;

        /// <summary>The paths of a run's detached calls that failed at every attempt.</summary>
        public IReadOnlySet<string> FailedWorkOf(string run)
        {
            lock (_failedWork)
            {
                foreach (var work in app.FailedWork.Skip(_read))
                {
                    _read++;
                    Assert.Equal(1 + PromisedAttempts.Retries, work.Attempts);
                    var node = JsonElement.Parse(work.Arguments).GetProperty("node");
                    var of = node.GetProperty("run").GetString()!;
                    if (!_failedWork.TryGetValue(of, out var paths))
                        _failedWork.Add(of, paths = []);
                    paths.Add(node.GetProperty("path").GetString()!);
                }
                return _failedWork.TryGetValue(run, out var failed) ? failed.ToHashSet() : new HashSet<string>();
            }
        }
    }
}
