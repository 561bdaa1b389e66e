using System.Globalization;
using Xunit.Abstractions;

namespace Fusionize.Generators.Tests.Equality.Values;

/// <summary>
/// Random message types on a function's own code path: what a rule doesn't refuse gives under every setup what plain method calls give. To repeat a
/// run: FUSIONIZE_TEST_SEED; to run more programs: FUSIONIZE_TEST_COUNT.
/// </summary>
public sealed class ValueProgramTests(ITestOutputHelper output)
{
    private const int InOneApplication = 250;

    [Fact]
    public async Task A_value_arrives_as_it_was_or_is_refused()
    {
        var seed = (int)Variable("FUSIONIZE_TEST_SEED", Random.Shared.Next());
        var count = (int)Variable("FUSIONIZE_TEST_COUNT", 500);
        output.WriteLine($"FUSIONIZE_TEST_SEED={seed} FUSIONIZE_TEST_COUNT={count}");
        var (refused, warned, equal, broken) = (0, 0, 0, 0);
        var problems = new List<string>();
        for (var first = 0; first < count; first += InOneApplication)
        {
            var programs = Enumerable.Range(first, Math.Min(InOneApplication, count - first)).Select(n => new ValueProgram(n, seed));
            var run = new ValueRun(
                programs.ToDictionary(static p => $"P{p.Number}", static p => p.Text, StringComparer.Ordinal),
                ValueProgram.Shared
            );
            foreach (var outcome in await run.RunAsync(seed))
            {
                if (outcome.IsRefused)
                    refused++;
                else if (outcome.Said.Count > 0)
                    warned++;
                else
                    equal++;
                if (outcome.Difference is { } difference)
                    problems.Add(
                        $"{outcome.Program}: {difference}\n{string.Join("\n", outcome.Said)}\n{outcome.Text[ValueProgram.Preamble.Length..]}"
                    );
            }
            broken += run.Broken.Count;
        }
        Assert.True(CallForms.Taking.Length + CallForms.Giving.Length >= 40);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count} programs: {refused} refused ({100.0 * refused / count:0} %), {warned} with a warning or hint, {equal} without a word, "
                    + $"{broken} aren't C#"
            )
        );
        Assert.InRange(broken, 0, Math.Max(2, count / 20));
        Assert.True(problems.Count == 0, $"FUSIONIZE_TEST_SEED={seed}: {problems.Count} programs\n\n{string.Join("\n\n", problems.Take(8))}");
    }

    [Theory]
    [InlineData("public sealed class Lossy { public string Id { get; private set; } = \"\"; public static Lossy Of() => new() { Id = \"id\" }; }")]
    [InlineData("public readonly struct Lossy(int n) { public int N { get; } = n; public static Lossy Of() => new(5); }")]
    [InlineData("public sealed record Lossy(int A) { internal int Rev { get; init; } public static Lossy Of() => new(1) { Rev = 2 }; }")]
    [InlineData("public record Lossy(int A) { public static Lossy Of() => new More(1, 2); } public sealed record More(int A, int B) : Lossy(A);")]
    [InlineData("public sealed class Lossy(string ident) { public string Id { get; } = ident; public static Lossy Of() => new(\"x\"); }")]
    public async Task A_loss_that_no_rule_told_of_would_show(string declaration)
    {
        var program =
            ValueProgram.Preamble
            + $$"""
                namespace P0
                {
                public static class Tasks
                {
                    [FusionTask(Entry = true, Name = "P0.Run")] public static Task<string> Run() => See.Try(() => Take(Lossy.Of()));
                    [FusionTask(Name = "P0.Take")] public static Task<string> Take(Lossy value) => Task.FromResult(See.Of(value));
                    [FusionTask(Name = "P0.Give")] public static Task<Lossy> Give() => Task.FromResult(Lossy.Of());
                }
                {{declaration}}
                }
                """;
        var outcome = Assert.Single(
            await new ValueRun(new Dictionary<string, string> { ["P0"] = program }, ValueProgram.Shared).RunAsync(1, runsRefused: true)
        );
        Assert.True(outcome.IsRefused);
        Assert.NotNull(outcome.Difference);
    }

    private static long Variable(string name, long otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
