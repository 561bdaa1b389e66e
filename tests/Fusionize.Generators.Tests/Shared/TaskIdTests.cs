using Fusionize.Shared;

namespace Fusionize.Generators.Tests.Shared;

public class TaskIdTests
{
    [Theory]
    [InlineData("CheckSensor", true)]
    [InlineData("_a", true)]
    [InlineData("Orders.Place2", true)]
    [InlineData("a.b.c", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData(".a", false)]
    [InlineData("a.", false)]
    [InlineData("a..b", false)]
    [InlineData("2a", false)]
    [InlineData("a.2b", false)]
    [InlineData("a-b", false)]
    [InlineData("a b", false)]
    [InlineData("../a", false)]
    [InlineData("a/b", false)]
    [InlineData("a\"b", false)]
    [InlineData("a\n", false)]
    [InlineData("Prüfe", false)]
    public void Grammar(string? id, bool valid) => Assert.Equal(valid, TaskId.IsValid(id));

    [Fact]
    public void Length_is_limited()
    {
        Assert.True(TaskId.IsValid(new string('a', 100)));
        Assert.False(TaskId.IsValid(new string('a', 101)));
    }

    [Fact]
    public void Ids_that_clash_as_identifier_or_file_have_one_key() =>
        Assert.Equal(TaskId.DuplicateKey("Orders.Place"), TaskId.DuplicateKey("orders_PLACE"));

    [Theory]
    [InlineData("IoT", "Fusionize.Generated.In_IoT")]
    [InlineData("My.App", "Fusionize.Generated.In_My_App")]
    [InlineData("My_App", "Fusionize.Generated.In_My__5f__App")]
    [InlineData("My.App-2", "Fusionize.Generated.In_My_App__2d__2")]
    [InlineData("3D", "Fusionize.Generated.In_3D")]
    [InlineData("Prüfung", "Fusionize.Generated.In_Pr__fc__fung")]
    public void An_assembly_has_one_namespace(string assembly, string expected) => Assert.Equal(expected, Names.TaskNamespace(assembly));

    [Fact]
    public void No_two_assemblies_have_one_namespace()
    {
        string[] parts = ["", ".", "_", "__", "-", "é", "5f", "2e", "a", "A", "é", " "];
        var names = from a in parts from b in parts from c in parts from d in parts select $"x{a}{b}{c}{d}y";
        var distinct = names.Distinct(StringComparer.Ordinal).ToList();
        Assert.Equal(distinct.Count, distinct.Select(Names.TaskNamespace).Distinct(StringComparer.Ordinal).Count());
    }
}
