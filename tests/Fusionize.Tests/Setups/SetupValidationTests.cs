using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Setups;

public class SetupValidationTests
{
    [Fact]
    public void Built_in_setups_are_valid()
    {
        FusionSetup.OnePerTask(Apps.IoT).Validate(Apps.IoT, "x");
        FusionSetup.AllInOne(Apps.IoT).Validate(Apps.IoT, "x");
        Assert.Equal("(AnalyzeSensor)", FusionSetup.OnePerTask(Apps.IoT).Groups[0].ToString().Split('@')[0]);
        Assert.Equal("AnalyzeSensor", FusionSetup.AllInOne(Apps.IoT).Groups.Single().Name);
    }

    [Theory]
    [InlineData(SetupCodes.WrongApp, "app")]
    [InlineData(SetupCodes.UnknownTask, "groups[0].tasks")]
    [InlineData(SetupCodes.NoHome, "groups")]
    [InlineData(SetupCodes.DuplicateHome, "groups[1].entries")]
    [InlineData(SetupCodes.BadMemory, "groups[0].memoryMB")]
    [InlineData(SetupCodes.BadArchitecture, "groups[0].architecture")]
    [InlineData(SetupCodes.BadGroup, "groups[0]")]
    public void Refuses(string code, string field)
    {
        var app = Apps.Model("x", ["A*", "B"]);
        FusionGroup a = new("A", ["A"]),
            b = new("B", ["B"]);
        var setup = code switch
        {
            SetupCodes.WrongApp => new FusionSetup("y", [a, b]),
            SetupCodes.UnknownTask => new("x", [new("A", ["A", "C"]), b]),
            SetupCodes.NoHome => new("x", [a]),
            SetupCodes.DuplicateHome => new("x", [new("A", ["A", "B"]), b]),
            SetupCodes.BadMemory => new("x", [a with { MemoryMB = 100 }, b]),
            SetupCodes.BadArchitecture => new("x", [a with { Architecture = "vax" }, b]),
            _ => new("x", [a with { RemoteAsync = ["B"] }, b]),
        };
        var e = Assert.Throws<SetupException>(() => setup.Validate(app, "f.json"));
        Assert.Equal((code, "f.json", field), (e.Code, e.Subject, e.Place));
    }

    [Fact]
    public void A_call_is_local_where_the_task_is_in_the_group()
    {
        var group = new FusionGroup("A", ["A", "B"], remoteAsync: ["B"]);
        Assert.True(group.RunsLocally("B", CallKind.Sync));
        Assert.False(group.RunsLocally("B", CallKind.Async));
        Assert.False(group.RunsLocally("C", CallKind.Sync));
    }

    [Fact]
    public void Routes_lead_to_the_homes_of_what_a_group_calls_elsewhere()
    {
        var setup = FusionSetup.ParseNotation("(A,B,D)-(C,F)-(G,E)", Apps.Tree);
        Assert.Equal(["C→C", "E→G"], setup.RoutesOf(setup.Groups[0], Apps.Tree).Select(r => $"{r.Key}→{r.Value}"));
        // F is in the group: what fails of its detached calls comes back to it.
        Assert.Equal(["F→C", "G→G"], setup.RoutesOf(setup.Groups[1], Apps.Tree).Select(r => $"{r.Key}→{r.Value}"));
        Assert.Empty(setup.RoutesOf(setup.Groups[2], Apps.Tree));
        // No other task's function needs to answer for it.
        Assert.Equal(["C", "E", "F", "G"], setup.CalledRemotely(Apps.Tree).Order(StringComparer.Ordinal));
        var bestEffort = Apps.Tree with { Tasks = [.. Apps.Tree.Tasks.Select(t => t with { IsBestEffort = true })] };
        Assert.Equal(["G→G"], setup.RoutesOf(setup.Groups[1], bestEffort).Select(r => $"{r.Key}→{r.Value}"));
        Assert.Equal(["C", "E", "G"], setup.CalledRemotely(bestEffort).Order(StringComparer.Ordinal));
    }
}
