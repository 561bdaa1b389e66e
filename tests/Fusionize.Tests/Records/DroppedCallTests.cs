using Fusionize.Records;

namespace Fusionize.Tests.Records;

/// <summary>An invocation may make more calls than its trace line has room for.</summary>
public sealed class DroppedCallTests
{
    private const int All = 6000;
    private const double Ms = 2;

    [Theory]
    [InlineData("local")]
    [InlineData("remote")]
    public void Figures_are_those_of_all_calls(string where)
    {
        var (all, some) = (Extract(where, All), Extract(where, 2048));
        Assert.Equal(All, all.Calls.Length);
        Assert.Equal((All, 0), (some.Calls.Length, some.DroppedCalls));
        var (expected, actual) = (SetupOutcome.Of([all]), SetupOutcome.Of([some]));
        Assert.Equal(expected.DoubleBilledMs, actual.DoubleBilledMs, 0.01 * all.DurationMs);
        var (self, estimated) = (Execution.Of(all, null)[0], Execution.Of(some, null)[0]);
        Assert.Equal(self.SelfMs, estimated.SelfMs, 0.01 * all.DurationMs);
        Assert.Equal(self.IsSelfKnown, estimated.IsSelfKnown);
        Assert.All(some.Calls, c => Assert.InRange(c.AtMs + c.Ms, 0, some.DurationMs + 0.001));
    }

    [Fact]
    public void How_many_calls_are_estimated_is_told()
    {
        var extractor = Read("local", 2048, dropped: All - 2048);
        Assert.Equal((All - 2048, 0), (extractor.Counts.EstimatedCalls, extractor.Counts.DroppedCalls));
    }

    /// <summary>A line may say any number; what isn't filled up is told.</summary>
    [Fact]
    public void No_number_fills_the_memory()
    {
        var extractor = Read("local", 10, dropped: 1_000_000_000);
        Assert.True(extractor.TryTake(out var record));
        Assert.Equal((10 + DroppedCalls.MaxFilled, 1_000_000_000 - DroppedCalls.MaxFilled), (record.Calls.Length, record.DroppedCalls));
        Assert.Equal(record.DroppedCalls, extractor.Counts.DroppedCalls);
        Assert.Empty(Take(Read("local", 0, dropped: 5)).Calls);
    }

    private static InvocationRecord Extract(string where, int calls) => Take(Read(where, calls, All - calls));

    private static InvocationRecord Take(Extractor extractor)
    {
        Assert.True(extractor.TryTake(out var record));
        return record;
    }

    private static Extractor Read(string where, int calls, int dropped)
    {
        const string Id = "11111111-0000-0000-0000-000000000001";
        const double Duration = All * (Ms + 0.5) + 10;
        var text = string.Join(
            ',',
            Enumerable.Range(0, calls).Select(i => FormattableString.Invariant(
                $$"""{"from":"Ask","to":"Answer","kind":"sync","where":"{{where}}","at":{{5 + i * (Ms + 0.5)}},"ms":{{Ms}},"in":0,"out":0}"""
            ))
        );
        var extractor = new Extractor();
        string[] lines =
        [
            $"START RequestId: {Id} Version: 1",
            FormattableString.Invariant(
                $$"""{"fusionize":1,"app":"iot","setup":"0123456789abcdef","group":"Ask","requestId":"{{Id}}","trace":"t","span":"1","task":"Ask","root":true,"start":0,"ms":{{Duration}},"cpuMs":1,"memMB":128,"calls":[{{text}}],{{(dropped == 0 ? "" : $"\"dropped\":{dropped},")}}"error":null}"""
            ),
            FormattableString.Invariant(
                $"REPORT RequestId: {Id}\tDuration: {Duration + 1:0.00} ms\tBilled Duration: {Math.Ceiling(Duration + 1)} ms\tMemory Size: 128 MB\t"
            ),
        ];
        for (var i = 0; i < lines.Length; i++)
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(i == 0 ? 0 : (long)Duration + 1);
            extractor.Add(new("/aws/lambda/iot-Ask", "2026/11/28/[1]a", time, lines[i]));
        }
        extractor.Complete();
        return extractor;
    }
}
