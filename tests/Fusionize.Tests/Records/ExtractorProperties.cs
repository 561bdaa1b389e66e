using FsCheck;
using FsCheck.Fluent;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Tests.Records;

public class ExtractorProperties(ITestOutputHelper output)
{
    [Fact]
    public void Order_repetition_and_torn_copies_do_not_change_the_records() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
            {
                var random = new Random(seed);
                var log = new SyntheticLog(random.Next(1, 120), random.Next(1, 6), seed);
                var expected = ExtractorTests.Extract(log.Lines);
                Assert.Equal(log.Invocations, expected.Count);

                var lines = log.Lines.ToList();
                foreach (var line in log.Lines)
                {
                    for (var copies = random.Next(-3, 3); copies > 0; copies--)
                        lines.Add(line);
                    // A REPORT line that is cut behind a field can't be told from a whole one.
                    if (random.NextDouble() < 0.1 && line.Message[..random.Next(line.Message.Length)] is var torn && !torn.EndsWith('\t'))
                        lines.Add(line with { Message = torn });
                }
                var shuffled = lines.ToArray();
                random.Shuffle(shuffled);
                ExtractorTests.AssertSame(expected, ExtractorTests.Extract(shuffled));
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(int.MaxValue).WithReplay(TestSeed.WrittenTo(output), 1UL));
}
