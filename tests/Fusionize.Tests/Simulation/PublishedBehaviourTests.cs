using Fusionize.Setups;
using Fusionize.Simulation;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Simulation;

/// <summary>
/// The simulator beside what was measured on AWS Lambda in February 2023: p50 (ms) and cost (USD per million requests) within 10 %, and the
/// setups in the same order. Rows whose measurement is incomplete are left out here and explained in docs/simulator.md.
/// </summary>
public class PublishedBehaviourTests
{
    private const string Separate = "(AnalyzeSensor)-…";
    private const string Final =
        "(AnalyzeSensor,CheckSensor,StoreEvent)@{0}-(CheckTemperature)@{0}-(CheckSound,CheckSoundLimits,CheckSoundAccident)@{0}-(CheckAir,DetectJam)@{0}-(ActionSignage)@{1}";
    private const string TreeFinal = "(A,B,D,E)@{0}-(C)@{1}-(F)@{2}-(G)@{2}";

    private static readonly Row[] Tree =
    [
        new("gen", "(A)-…", 1630, 27.50),
        new("gen", "(A,B)-…", 1595, 23.69),
        new("gen", "(A,B,D)-…", 1561, 21.09),
        new("gen", "(A,B,D,E)-…", 1506, 19.74),
        new("gen", Fill(TreeFinal, 768, 768, 768), 1506, 35.07),
        new("gen", Fill(TreeFinal, 1024, 1024, 1024), 1506, 40.96),
        new("gen", Fill(TreeFinal, 1536, 1536, 1536), 1506, 53.68),
        new("gen", Fill(TreeFinal, 2048, 2048, 2048), 1506, 66.35),
        new("gen", Fill(TreeFinal, 3000, 3000, 3000), 1506, 90.54),
        new("gen", Fill(TreeFinal, 4096, 4096, 4096), 1506, 118.97),
        new("gen", Fill(TreeFinal, 6144, 6144, 6144), 1506, 176.93),
        new("gen", Fill(TreeFinal, 128, 1024, 1536), 1506, 18.84),
        new("burst", "(A)-…", 1723, 30.53),
        new("burst", "(A,B,C,D,E,F,G)", 9588, 19.73),
        new("burst", Fill(TreeFinal, 128, 1024, 1536), 1506, 18.91),
        new("burst", Fill(TreeFinal, 128, 128, 128), 1507, 21.23),
        new("cold", "(A)-…", 4767, 44.51),
        new("cold", "(A,B,C,D,E,F,G)", 9622, 20.27),
        new("cold", Fill(TreeFinal, 128, 1024, 1536), 1726, 22.88),
        new("cold", Fill(TreeFinal, 128, 128, 128), 1725, 23.89),
    ];

    private static readonly Row[] Iot =
    [
        new("gen", Separate, 237, null),
        new("gen", "(CheckSound,CheckSoundLimits,CheckSoundAccident)-…", 234, 30.67),
        new("gen", "(AnalyzeSensor,CheckSensor)-(CheckSound,CheckSoundLimits,CheckSoundAccident)-…", 196, 29.94),
        new("gen", "(AnalyzeSensor,CheckSensor,StoreEvent)-(CheckSound,CheckSoundLimits,CheckSoundAccident)-…", 179, 29.58),
        new("gen", Fill(Final, 128, 128), 174, 24.09),
        new("gen", Fill(Final, 768, 768), 53, 24.2),
        new("gen", Fill(Final, 1024, 1024), 53, 24.5),
        new("gen", Fill(Final, 1536, 1536), 54, 26.0),
        new("gen", Fill(Final, 1650, 1650), 54, 26.4),
        new("gen", Fill(Final, 2048, 2048), 53, 27.6),
        new("gen", Fill(Final, 128, 1650), 172, 23.69),
        new("burst", Separate, 267, 36.59),
        new("burst", All("(AnalyzeSensor,", ")"), 12600, 26.19),
        new("burst", Fill(Final, 128, 1650), 194, null),
        new("burst", Fill(Final, 128, 128), 192, null),
        new("cold", Separate, 2577, 56.97),
        new("cold", All("(AnalyzeSensor,", ")"), 12686, 26.68),
        new("cold", Fill(Final, 128, 1650), 1220, 34.83),
        new("cold", Fill(Final, 128, 128), 1124, 35.84),
    ];

    public static TheoryData<string, int> Rows()
    {
        var rows = new TheoryData<string, int>();
        for (var i = 0; i < Tree.Length; i++)
            rows.Add("tree", i);
        for (var i = 0; i < Iot.Length; i++)
            rows.Add("iot", i);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Latency_and_cost_are_within_a_tenth(string app, int index)
    {
        var row = app == "tree" ? Tree[index] : Iot[index];

        var outcome = Simulate(app, row).Outcome;

        Assert.InRange(outcome.P50, row.P50 * 0.9, row.P50 * 1.1);
        if (row.Cost is { } cost)
            Assert.InRange(outcome.CostPerMillion, cost * 0.9, cost * 1.1);
    }

    [Theory]
    [InlineData("tree", "gen")]
    [InlineData("tree", "burst")]
    [InlineData("tree", "cold")]
    [InlineData("iot", "gen")]
    [InlineData("iot", "burst")]
    [InlineData("iot", "cold")]
    public void Setups_rank_as_measured(string app, string load)
    {
        var rows = (app == "tree" ? Tree : Iot).Where(r => r.Load == load).ToList();
        var results = rows.ToDictionary(r => r, r => Simulate(app, r).Outcome);

        foreach (var (a, b) in rows.SelectMany(a => rows.Select(b => (a, b))))
        {
            // Measured less than 5 % apart is no order: the very same function took 172 ms in one run and 179 in another.
            if (a.P50 < b.P50 * 0.95)
                Assert.True(results[a].P50 < results[b].P50, $"{a.Notation} isn't faster than {b.Notation}");
            if (a.Cost < b.Cost * 0.95)
                Assert.True(results[a].CostPerMillion < results[b].CostPerMillion, $"{a.Notation} isn't cheaper than {b.Notation}");
        }
    }

    private static SimulationResult Simulate(string app, Row row)
    {
        var description = AppDescriptionParser.ReadFile(Samples.File(app == "tree" ? "Tree/tree.app.json" : "IoT/iot.app.json"));
        var load = row.Load switch
        {
            "gen" => "rate=10/s,duration=100s",
            "burst" => "rate=5/s,to=40/s,step=5/s,every=2s",
            _ => "cold,requests=200",
        };
        var setup = FusionSetup.ParseNotation(row.Notation, description.ToAppModel());
        return Simulator.Run(description, setup, LambdaModel.Named(description.Model), SimulatedLoad.Parse(load), 42);
    }

    private static string Fill(string notation, params object[] sizes) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, notation, sizes);

    private static string All(string before, string after) =>
        before + "CheckSensor,StoreEvent,CheckTemperature,CheckSound,CheckSoundLimits,CheckSoundAccident,CheckAir,DetectJam,ActionSignage" + after;

    private sealed record Row(string Load, string Notation, double P50, double? Cost);
}
