using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Fusionize.Testing;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>
/// Random programs under random setups do what plain method calls do: same result or exception, same effects in an order that is promised. What is
/// promised is in docs/programming-model.md. To repeat a run: FUSIONIZE_TEST_SEED.
/// </summary>
public sealed class PropertyTests(ITestOutputHelper output)
{
    private const int Cases = 1000;

    private const int RandomSetups = 6;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public async Task A_program_does_the_same_under_every_setup()
    {
        var seed = TestSeed.WrittenTo(output);
        using var app = new OnDisk(ProgramApp.Build());
        var plain = new PlainCalls(app.Assembly);
        var run = plain.Method<Func<string, Task<string>>>("Interpreter", "Plain");
        var setups = await Task.WhenAll(
            TestSetup
                .Randoms(RandomSetups, (int)(seed % 1_000_000))
                .Prepend(TestSetup.AllInOne)
                .Prepend(TestSetup.AllSeparate)
                .Select(setup => FusionizedApp.StartAsync(app.Assembly, setup))
        );
        try
        {
            var property = Prop.ForAll(
                Programs.Arbitrary,
                Gen.Choose(0, setups.Length - 1).ToArbitrary(),
                Gen.Choose(0, setups.Length - 1).ToArbitrary(),
                (program, a, b) =>
                {
                    var plainly = Task.Run(() => PlainlyAsync(run, program));
                    var fused = Task.Run(() => UnderAsync(setups[a], program));
                    var other = Task.Run(() => UnderAsync(setups[b], program));
                    var expected = plainly.GetAwaiter().GetResult();
                    Assert.Null(PromisedOrder.ViolationIn(program, expected.Effects));
                    AssertSame(expected, fused.GetAwaiter().GetResult(), program, setups[a].Setup);
                    AssertSame(expected, other.GetAwaiter().GetResult(), program, setups[b].Setup);
                }
            );
            var config = Config
                .QuickThrowOnFailure.WithMaxTest(Cases)
                .WithReplay(seed, 1UL)
                .WithQuietOnSuccess(true)
                .WithParallelRunConfig(new ParallelRunConfig(Environment.ProcessorCount));
            Check.One(config, property);
        }
        finally
        {
            foreach (var setup in setups)
                await setup.DisposeAsync();
            plain.Unload();
        }
    }

    private static async Task<Outcome> PlainlyAsync(Func<string, Task<string>> run, Node program)
    {
        var effects = Effects.Begin();
        var result = await run(JsonSerializer.Serialize(program with { Run = effects.Run }, Json));
        await effects.DrainAsync();
        return new Outcome(result, effects.Labels);
    }

    private static async Task<Outcome> UnderAsync(FusionizedApp app, Node program)
    {
        var effects = Effects.Begin();
        string result;
        try
        {
            var node = program with { Run = effects.Run };
            var reply = await app.InvokeAsync<JsonElement>($"T{program.Task}", program.Task % 3 == 2 ? new { node, extra = node.Id } : new { node });
            result = reply.ValueKind == JsonValueKind.Null ? """{"text":"done","data":null}""" : reply.GetRawText();
        }
        catch (TaskFailedException e)
        {
            result = $"{string.Join(" ", e.ErrorTypes)} | {e.Message} | {e.Task}";
        }
        await effects.DrainAsync();
        return new Outcome(result, effects.Labels);
    }

    private static void AssertSame(Outcome expected, Outcome actual, Node program, string setup)
    {
        Assert.True(expected.Result == actual.Result, $"{program} under {setup}:\n{expected.Result}\n{actual.Result}");
        Assert.Equal(expected.Effects.Order(StringComparer.Ordinal), actual.Effects.Order(StringComparer.Ordinal));
        Assert.Null(PromisedOrder.ViolationIn(program, actual.Effects));
    }

    private sealed record Outcome(string Result, IReadOnlyList<string> Effects);
}
