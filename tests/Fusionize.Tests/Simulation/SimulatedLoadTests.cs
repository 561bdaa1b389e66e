using Fusionize.Setups;
using Fusionize.Simulation;

namespace Fusionize.Tests.Simulation;

public class SimulatedLoadTests
{
    [Theory]
    [InlineData("rate=10/s,duration=100s", 1000, 99_900)]
    [InlineData("rate=2,requests=3", 3, 1000)]
    [InlineData("rate=5/s,to=40/s,step=5/s,every=2s", 360, 15_975)]
    public void Arrivals_are_even_and_climb_the_stairs(string text, int count, double last)
    {
        var arrivals = SimulatedLoad.Parse(text).Arrivals(new(1)).ToList();

        Assert.Equal(count, arrivals.Count);
        Assert.Equal(last, arrivals[^1], 1e-3);
    }

    [Fact]
    public void Poisson_arrivals_have_the_same_rate_and_other_distances()
    {
        var arrivals = SimulatedLoad.Parse("rate=100/s,duration=100s,arrivals=poisson").Arrivals(new(1)).ToList();

        Assert.InRange(arrivals.Count, 9_700, 10_300);
        var distances = arrivals.Zip(arrivals.Skip(1), (a, b) => b - a).ToList();
        Assert.InRange(distances.Count(d => d > 10) / (double)distances.Count, 0.34, 0.40);
    }

    [Fact]
    public void The_rest_of_the_grammar_is_read()
    {
        var load = SimulatedLoad.Parse(" cold , requests=200 , entry=Main ");

        Assert.Equal((true, 200, "Main"), (load.Cold, load.Requests, load.Entry));
    }

    [Fact]
    public void Entries_take_turns_by_their_weights()
    {
        var load = SimulatedLoad.Parse("rate=9/s,entry=A:2, B:1,duration=10s");

        Assert.Equal([new("A", 2), new("B", 1)], load.EntryShares);
        var turns = new WeightedTurns(load.EntryShares.Values);
        Assert.Equal([0, 1, 0, 0, 1, 0], Enumerable.Range(0, 6).Select(_ => turns.Next()));
    }

    [Fact]
    public void An_entry_without_weight_gets_no_turn()
    {
        var turns = new WeightedTurns([0, 1, 0]);

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(1, turns.Next()));
        Assert.Throws<ArgumentException>(() => new WeightedTurns([1, -1]));
    }

    [Theory]
    [InlineData("cold")]
    [InlineData("entry=A:0")]
    [InlineData("entry=A:2,A:1")]
    [InlineData("entry=:2")]
    [InlineData("entry=A:2,B")]
    [InlineData("entry=A,B:1")]
    [InlineData("rate=0/s")]
    [InlineData("rate=-1/s")]
    [InlineData("rate=x")]
    [InlineData("rate=1,rate=2")]
    [InlineData("speed=1")]
    [InlineData("to=40/s")]
    [InlineData("rate=50/s,to=40/s,step=5/s,every=2s")]
    [InlineData("arrivals=bursty")]
    public void What_is_no_load_is_refused(string text) =>
        Assert.Equal(SimulationCodes.BadLoad, Assert.Throws<FusionizeException>(() => SimulatedLoad.Parse(text)).Code);
}
