using System.Globalization;
using Xunit.Abstractions;

namespace Fusionize.Generators.Tests.Equality.Values;

/// <summary>
/// Random message types on a function's own code path: what a rule doesn't refuse gives under every setup what plain method calls give. To repeat a run:
/// FUSIONIZE_TEST_SEED; to run more programs: FUSIONIZE_TEST_COUNT.
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
            var run = new ValueRun(programs.ToDictionary(static p => $"P{p.Number}", static p => p.Text, StringComparer.Ordinal), ValueProgram.Shared);
            foreach (var outcome in await run.RunAsync(seed))
            {
                if (outcome.IsRefused)
                    refused++;
                else if (outcome.Said.Count > 0)
                    warned++;
                else
                    equal++;
                if (outcome.Difference is { } difference)
                    problems.Add($"{outcome.Program}: {difference}\n{string.Join("\n", outcome.Said)}\n{outcome.Text[ValueProgram.Preamble.Length..]}");
            }
            broken += run.Broken.Count;
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} programs: {refused} refused ({100.0 * refused / count:0} %), {warned} with a warning or hint, {equal} without a word, {broken} aren't C#"));
        Assert.InRange(broken, 0, Math.Max(2, count / 20));
        Assert.True(problems.Count == 0, $"FUSIONIZE_TEST_SEED={seed}: {problems.Count} programs\n\n{string.Join("\n\n", problems.Take(8))}");
    }

    private static long Variable(string name, long otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
