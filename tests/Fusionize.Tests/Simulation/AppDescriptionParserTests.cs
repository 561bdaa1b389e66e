using System.Text;
using Fusionize.Setups;
using Fusionize.Simulation;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Simulation;

public class AppDescriptionParserTests
{
    [Fact]
    public void The_samples_descriptions_hold_the_samples_tasks_and_calls()
    {
        var iot = AppDescriptionParser.ReadFile(Samples.File("IoT/iot.app.json")).ToAppModel();
        var tree = AppDescriptionParser.ReadFile(Samples.File("Tree/tree.app.json")).ToAppModel();

        Assert.Equal((10, 10), (iot.Tasks.Length, iot.Calls.Length));
        Assert.Equal(["AnalyzeSensor"], iot.Tasks.Where(t => t.IsEntry).Select(t => t.Id));
        Assert.Contains(new AppCall("CheckAir", "ActionSignage", CallKind.Async), iot.Calls);
        Assert.Equal(
            ["A-C", "A>B", "B>D", "C-F", "C-G", "D>E"],
            tree.Calls.Select(c => $"{c.From}{(c.Kind == CallKind.Sync ? '>' : '-')}{c.To}").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_field_is_read()
    {
        var app = Parse(
            """
            { "fusionize": 1, "app": "a", "model": "published-2023",
              "operations": { "put": { "waitMs": 1, "cpuMs": 2, "firstCpuMs": 3, "sigma": 0.4 } },
              "tasks": [
                { "id": "A", "entry": true, "firstCpuMs": 4, "minMemoryMB": 256, "packageKB": 77, "failureProbability": 0.1, "steps": [
                  { "cpuMs": 5, "threads": 2, "sigma": 0.1, "probability": 0.5 },
                  { "waitMs": 6, "sigma": 0.2, "from": [ "B" ] }, { "use": "put", "count": 3 },
                  { "use": "put", "count": 2, "parallel": true }, { "call": "B", "async": true, "count": 4, "inBytes": 10, "outBytes": 20 } ] },
                { "id": "B", "steps": [] } ] }
            """
        );

        var a = app.Tasks[0];
        Assert.Equal(
            ("published-2023", true, 4.0, 256, 77.0, 0.1),
            (app.Model, a.IsEntry, a.FirstCpuMs, a.MinMemoryMB, a.PackageKB, a.FailureProbability)
        );
        Assert.Equal(new CpuStep(5, 2) { Sigma = 0.1, Probability = 0.5 }, a.Steps[0]);
        Assert.Equal(["B"], a.Steps[1].From.AsEnumerable());
        Assert.Equal(new OperationStep("put", 1, 2, 3, 0.4, 3), a.Steps[2]);
        Assert.Equal(2, Assert.IsType<ParallelStep>(a.Steps[3]).Branches.Length);
        Assert.Equal(new CallStep("B", CallKind.Async, 4) { InBytes = 10, OutBytes = 20 }, a.Steps[4]);
    }

    [Theory]
    [InlineData("{", "FZ1701", null)]
    [InlineData("""{"fusionize":2,"app":"a","tasks":[]}""", "FZ1702", "fusionize")]
    [InlineData("""{"fusionize":1,"app":"A b","tasks":[]}""", "FZ1702", "app")]
    [InlineData("""{"fusionize":1,"app":"a","tasks":[]}""", "FZ1702", "tasks")]
    [InlineData("""{"fusionize":1,"app":"a"}""", "FZ1702", "tasks")]
    [InlineData("""{"fusionize":1,"app":"a","task":[],"tasks":[]}""", "FZ1702", "task")]
    [InlineData("""{"fusionize":1,"app":"a","tasks":[{"id":"A","steps":[]},{"id":"A","steps":[]}]}""", "FZ1702", "tasks")]
    [InlineData("""{"fusionize":1,"app":"a","tasks":[{"id":"A","steps":[{"cpuMs":-1}]}]}""", "FZ1702", "tasks[0].steps[0].cpuMs")]
    [InlineData("""{"fusionize":1,"app":"a","tasks":[{"id":"A","steps":[{"cpuMs":1e300}]}]}""", "FZ1702", "tasks[0].steps[0].cpuMs")]
    [InlineData("""{"fusionize":1,"app":"a","tasks":[{"id":"A","steps":[{"waitMs":900001}]}]}""", "FZ1702", "tasks[0].steps[0].waitMs")]
    [InlineData("""{"fusionize":1,"app":"a","tasks":[{"id":"A","firstCpuMs":1e9,"steps":[]}]}""", "FZ1702", "tasks[0].firstCpuMs")]
    [InlineData("""{"fusionize":1,"app":"a","tasks":[{"id":"A","steps":[{"waitMs":1,"sigma":1e9}]}]}""", "FZ1702", "tasks[0].steps[0].sigma")]
    [InlineData("""{"fusionize":1,"app":"a","tasks":[{"id":"A","steps":[{"cpuMs":1,"waitMs":1}]}]}""", "FZ1702", "tasks[0].steps[0].waitMs")]
    [InlineData("""{"fusionize":1,"app":"a","tasks":[{"id":"A","steps":[{}]}]}""", "FZ1702", "tasks[0].steps[0]")]
    [InlineData("""{"fusionize":1,"app":"a","tasks":[{"id":"A","steps":[{"use":"put"}]}]}""", "FZ1702", "tasks[0].steps[0].use")]
    [InlineData(
        """{"fusionize":1,"app":"a","tasks":[{"id":"A","steps":[{"waitMs":1,"probability":1.5}]}]}""",
        "FZ1702",
        "tasks[0].steps[0].probability"
    )]
    [InlineData(
        """{"fusionize":1,"app":"a","tasks":[{"id":"A","steps":[{"parallel":[[{"call":"B"}]]}]}]}""",
        "FZ1703",
        "tasks[0].steps[0].parallel[0][0].call"
    )]
    [InlineData("""{"fusionize":1,"app":"a","tasks":[{"id":"A","steps":[{"waitMs":1,"from":["B"]}]}]}""", "FZ1703", "tasks[0].steps[0].from")]
    public void What_is_wrong_is_refused_with_its_place(string json, string code, string? field)
    {
        var e = Assert.Throws<FusionizeException>(() => Parse(json));

        Assert.Equal((code, field, "x.app.json"), (e.Code, e.Place, e.Subject));
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_of_ours() =>
        Assert.Equal(SimulationCodes.Unreadable, Assert.Throws<FusionizeException>(() => AppDescriptionParser.ReadFile("/nowhere/x.app.json")).Code);

    private static AppDescription Parse(string json) => AppDescriptionParser.Parse(Encoding.UTF8.GetBytes(json), "x.app.json");
}
