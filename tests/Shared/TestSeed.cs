using System.Globalization;
using Xunit.Abstractions;

namespace Fusionize.Tests.Infrastructure;

/// <summary>
/// What random tests of a run begin with: another number in each run. A test that uses it writes it down; FUSIONIZE_TEST_SEED repeats a run.
/// </summary>
internal static class TestSeed
{
    public const string Variable = "FUSIONIZE_TEST_SEED";

    private static readonly ulong s_value = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
        ? ulong.Parse(text, CultureInfo.InvariantCulture)
        : (ulong)Random.Shared.NextInt64(1L << 40);

    /// <summary>Gives the seed and writes it to the test's output.</summary>
    public static ulong WrittenTo(ITestOutputHelper output)
    {
        output.WriteLine($"{Variable}={s_value}");
        return s_value;
    }
}
