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
    [InlineData("IoT", "Fusionize.Generated.IoT")]
    [InlineData("My.App-2", "Fusionize.Generated.My_App_2")]
    [InlineData("3D", "Fusionize.Generated._3D")]
    public void An_assembly_has_one_namespace(string assembly, string expected) => Assert.Equal(expected, Names.TaskNamespace(assembly));
}
