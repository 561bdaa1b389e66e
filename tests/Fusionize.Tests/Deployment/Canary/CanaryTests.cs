using Fusionize.Deployment;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Tests.Deployment.Canary;

/// <summary>
/// What becomes of new versions whose live traffic moves in steps: bad ones are never promoted, good ones always are, whether requests are traced,
/// and however old the instances of the version before are.
/// </summary>
public sealed class CanaryTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<Behavior, double, bool> BadOnes { get; } = All(Enum.GetValues<Behavior>().Where(b => b != Behavior.Good));

    public static TheoryData<Behavior, double, bool> GoodOnes { get; } = All([Behavior.Good]);

    [Theory]
    [MemberData(nameof(BadOnes))]
    public async Task A_bad_version_is_never_promoted(Behavior behavior, double traced, bool hasOldInstances)
    {
        var seed = TestSeed.WrittenTo(output);
        var (error, alias) = await MoveAsync(behavior, traced, hasOldInstances, (int)seed);
        Assert.Equal(behavior == Behavior.GetsNoTraffic ? DeployCodes.NotJudged : DeployCodes.TakenBack, error?.Code);
        // Never beyond the first share, and back to none.
        Assert.Equal([0.1, 0], alias.Shares);
        Assert.Equal("1", alias.Version);
    }

    [Theory]
    [MemberData(nameof(GoodOnes))]
    public async Task A_good_version_is_always_promoted(Behavior behavior, double traced, bool hasOldInstances)
    {
        var seed = TestSeed.WrittenTo(output);
        for (var run = 0; run < 20; run++)
        {
            var (error, alias) = await MoveAsync(behavior, traced, hasOldInstances, (int)seed + run);
            Assert.Null(error);
            Assert.Equal([0.1, 0.5], alias.Shares);
        }
    }

    [Fact]
    public async Task Only_a_version_that_works_replaces_one_that_does_not()
    {
        var seed = (int)TestSeed.WrittenTo(output);
        Assert.Equal(DeployCodes.NotJudged, (await MoveAsync(Behavior.CrashesOnRequest, 0, true, seed, oldFailures: 1)).Error?.Code);
        Assert.Null((await MoveAsync(Behavior.Good, 0, true, seed, oldFailures: 1)).Error);
    }

    [Fact]
    public async Task Traffic_that_ends_holds_the_step()
    {
        var (error, alias) = await MoveAsync(Behavior.Good, 1, true, 1, stops: true);
        Assert.Equal(DeployCodes.NotJudged, error?.Code);
        Assert.Contains("the log shows no request of it", error!.Message);
        Assert.Equal([0.1, 0], alias.Shares);
    }

    [Fact]
    public async Task Somebody_elses_move_ends_the_step_at_the_next_look()
    {
        var time = new JumpingTime(s_start);
        await using var alias = await LiveAlias.StartAsync();
        var function = new SimulatedFunction(time, alias, Behavior.Good, 1, new Random(1));
        function.Begin(s_start - TimeSpan.FromMinutes(3), hasOldInstances: true);
        var looks = 0;
        var cutOver = new CutOver(new(alias.Lambda), function, new(), time);
        var error = await Assert.ThrowsAsync<FusionizeException>(() =>
            cutOver.RunAsync(
                [new("shop-Save", "1", "2")],
                (_, text) =>
                {
                    if (text.StartsWith("10 %: ", StringComparison.Ordinal) && ++looks == 2)
                        alias.Move("1");
                },
                default
            )
        );
        Assert.Equal((DeployCodes.Contended, 2), (error.Code, looks));
        Assert.Equal(("1", 0), (alias.Version, alias.Weights.Count));
    }

    private async Task<(FusionizeException? Error, LiveAlias Alias)> MoveAsync(
        Behavior behavior,
        double traced,
        bool hasOldInstances,
        int seed,
        double oldFailures = 0,
        bool stops = false
    )
    {
        var time = new JumpingTime(s_start);
        await using var alias = await LiveAlias.StartAsync();
        var function = new SimulatedFunction(time, alias, behavior, traced, new Random(seed)) { OldFailures = oldFailures, Stops = stops };
        function.Begin(s_start - (hasOldInstances ? TimeSpan.FromMinutes(3) : TimeSpan.FromSeconds(20)), hasOldInstances);
        var last = "";
        try
        {
            await new CutOver(new(alias.Lambda), function, new(), time).RunAsync([new("shop-Save", "1", "2")], (_, text) => last = text, default);
            output.WriteLine($"{(time.GetUtcNow() - s_start).TotalSeconds:0} s; {last}");
            return (null, alias);
        }
        catch (FusionizeException e)
        {
            output.WriteLine($"{(time.GetUtcNow() - s_start).TotalSeconds:0} s; {e.Message}");
            return (e, alias);
        }
    }

    private static TheoryData<Behavior, double, bool> All(IEnumerable<Behavior> behaviors)
    {
        var all = new TheoryData<Behavior, double, bool>();
        foreach (var behavior in behaviors)
            foreach (var traced in (double[])[1, 0.1, 0])
            {
                all.Add(behavior, traced, true);
                all.Add(behavior, traced, false);
            }
        return all;
    }
}
