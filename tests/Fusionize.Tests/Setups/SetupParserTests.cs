using System.Text;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Setups;

public class SetupParserTests
{
    private const string Good = """
        {"fusionize":1,"app":"iot","groups":[
          {"name":"A","tasks":["A","B"],"memoryMB":256},
          {"name":"C","tasks":["B","C"],"entries":["C"],"architecture":"arm64","remoteAsync":["B"]}]}
        """;

    [Fact]
    public void Reads_every_field_and_fills_in_what_is_left_open()
    {
        var setup = Parse(Good);

        Assert.Equal("iot", setup.App);
        Assert.Equal("A,B", string.Join(",", setup.Groups[0].Entries));
        Assert.Equal(256, setup.Groups[0].MemoryMB);
        Assert.Equal(Architectures.X64, setup.Groups[0].Architecture);
        Assert.Equal("C,B", string.Join(",", setup.Groups[1].Tasks));
        Assert.Equal("C", string.Join(",", setup.Groups[1].Entries));
        Assert.Equal(128, setup.Groups[1].MemoryMB);
        Assert.Equal(Architectures.Arm64, setup.Groups[1].Architecture);
        Assert.Equal("B", string.Join(",", setup.Groups[1].RemoteAsync));
        Assert.Equal("A", setup.HomeOf("B").Name);
    }

    [Fact]
    public void What_is_written_is_read_again_with_its_id()
    {
        var setup = Parse(Good);
        Assert.Equal(setup, Parse(setup.ToJson()));
        Assert.Contains($"\"id\": \"{setup.Id}\"", setup.ToJson());
    }

    [Fact]
    public void The_id_depends_on_the_content_only()
    {
        var same = Parse(
            """
            {"groups":[{"tasks":["B","C"],"entries":["C"],"remoteAsync":["B"],"architecture":"arm64","memoryMB":128,"name":"C"},
                       {"entries":["A","B"],"memoryMB":256,"name":"A","tasks":["B","A"]}],"app":"iot","fusionize":1}
            """
        );
        Assert.Equal(Parse(Good).Id, same.Id);
        Assert.NotEqual(Parse(Good).Id, Parse(Good.Replace("256", "257")).Id);
        Assert.NotEqual(Parse(Good).Id, Parse(Good.Replace("\"iot\"", "\"oit\"")).Id);
    }

    [Fact]
    public void The_id_of_a_known_setup_never_changes()
        // Aliases in the cloud and objects in stores are named after it.
        =>
        Assert.Equal("ca7fcdff8c7e5a8b", FusionSetup.OnePerTask(Apps.Tree).Id);

    [Fact]
    public void A_copy_with_other_groups_has_another_id()
    {
        var setup = Parse(Good);
        var id = setup.Id;
        var copy = setup with { Groups = [setup.Groups[0] with { MemoryMB = 512 }, setup.Groups[1]] };
        Assert.NotEqual(id, copy.Id);
        Assert.Equal(512, copy.HomeOf("A").MemoryMB);
    }

    [Theory]
    [InlineData("", SetupCodes.NotJson, null)]
    [InlineData("{", SetupCodes.NotJson, null)]
    [InlineData("[]", SetupCodes.WrongType, null)]
    [InlineData("null", SetupCodes.WrongType, null)]
    [InlineData("{}", SetupCodes.MissingField, "fusionize")]
    [InlineData("""{"fusionize":2}""", SetupCodes.Version, "fusionize")]
    [InlineData("""{"fusionize":NaN}""", SetupCodes.NotJson, null)]
    [InlineData("""{"fusionize":1e400}""", SetupCodes.WrongType, "fusionize")]
    [InlineData("""{"fusionize":1.5}""", SetupCodes.WrongType, "fusionize")]
    [InlineData("""{"fusionize":"1"}""", SetupCodes.WrongType, "fusionize")]
    [InlineData("""{"fusionize":1,"fusionize":1}""", SetupCodes.DuplicateField, "fusionize")]
    [InlineData("""{"fusionize":1,"\u0066usionize":1}""", SetupCodes.DuplicateField, "fusionize")]
    [InlineData("""{"fusionize":1,"app":"Iot"}""", SetupCodes.BadName, "app")]
    [InlineData("""{"fusionize":1,"app":"iot"}""", SetupCodes.MissingField, "groups")]
    [InlineData("""{"fusionize":1,"groups":[{"name":"A","tasks":["A"]}]}""", SetupCodes.MissingField, "app")]
    [InlineData("""{"fusionize":1,"color":1}""", SetupCodes.UnknownField, "color")]
    [InlineData("""{"fusionize":1,"a\nb":1}""", SetupCodes.UnknownField, "a?b")]
    [InlineData("""{"fusionize":1,"app":"\ud800"}""", SetupCodes.NotJson, null)]
    [InlineData("""{"fusionize":1,/**/"app":"iot"}""", SetupCodes.NotJson, null)]
    [InlineData("""{"fusionize":1,"app":"iot",}""", SetupCodes.NotJson, null)]
    [InlineData("""{"fusionize":1,"app":"iot","groups":{}}""", SetupCodes.WrongType, "groups")]
    [InlineData("""{"fusionize":1,"app":"iot","groups":[]}""", SetupCodes.BadGroup, "groups")]
    [InlineData("""{"fusionize":1,"app":"iot","groups":[[[[[[[[[[[[[[]]]]]]]]]]]]]]}""", SetupCodes.WrongType, "groups[0]")]
    [InlineData("""{"fusionize":1,"app":"iot","groups":[{"name":"A","tasks":["A"]}]} x""", SetupCodes.NotJson, null)]
    [InlineData("""{"fusionize":1,"app":"iot","groups":[{"name":"A","tasks":["A"]}]}{}""", SetupCodes.NotJson, null)]
    [InlineData("""{"fusionize":1,"app":"iot","id":"0000000000000000","groups":[{"name":"A","tasks":["A"]}]}""", SetupCodes.WrongId, "id")]
    public void Refuses(string json, string code, string? field) => Refused(json, code, field);

    [Theory]
    [InlineData("""{"tasks":["A"]}""", SetupCodes.MissingField, "groups[0].name")]
    [InlineData("""{"name":"A"}""", SetupCodes.MissingField, "groups[0].tasks")]
    [InlineData("""{"name":"../A","tasks":["A"]}""", SetupCodes.BadName, "groups[0].name")]
    [InlineData("""{"name":"A\"","tasks":["A"]}""", SetupCodes.BadName, "groups[0].name")]
    [InlineData("""{"name":"A","tasks":["A","A;B"]}""", SetupCodes.BadName, "groups[0].tasks[1]")]
    [InlineData("""{"name":"A","tasks":["A",null]}""", SetupCodes.WrongType, "groups[0].tasks[1]")]
    [InlineData("""{"name":"A","tasks":["A","A"]}""", SetupCodes.BadGroup, "groups[0].tasks[1]")]
    [InlineData("""{"name":"A","tasks":["B"]}""", SetupCodes.BadGroup, "groups[0].tasks")]
    [InlineData("""{"name":"A","tasks":["A","B"],"entries":["B","A"]}""", SetupCodes.BadGroup, "groups[0].entries")]
    [InlineData("""{"name":"A","tasks":["A"],"entries":[]}""", SetupCodes.BadGroup, "groups[0].entries")]
    [InlineData("""{"name":"A","tasks":["A"],"entries":["A","B"]}""", SetupCodes.BadGroup, "groups[0].entries")]
    [InlineData("""{"name":"A","tasks":["A"],"remoteAsync":["B"]}""", SetupCodes.BadGroup, "groups[0].remoteAsync")]
    [InlineData("""{"name":"A","tasks":["A","B"],"entries":["A"]}""", SetupCodes.NoHome, "groups[0].tasks")]
    [InlineData("""{"name":"A","tasks":["A"],"memoryMB":127}""", SetupCodes.BadMemory, "groups[0].memoryMB")]
    [InlineData("""{"name":"A","tasks":["A"],"memoryMB":10241}""", SetupCodes.BadMemory, "groups[0].memoryMB")]
    [InlineData("""{"name":"A","tasks":["A"],"memoryMB":-128}""", SetupCodes.BadMemory, "groups[0].memoryMB")]
    [InlineData("""{"name":"A","tasks":["A"],"memoryMB":"128"}""", SetupCodes.WrongType, "groups[0].memoryMB")]
    [InlineData("""{"name":"A","tasks":["A"],"architecture":"mips"}""", SetupCodes.BadArchitecture, "groups[0].architecture")]
    [InlineData("""{"name":"A","tasks":["A"],"size":1}""", SetupCodes.UnknownField, "groups[0].size")]
    [InlineData("""{"name":"A","tasks":["A"],"tasks":["A"]}""", SetupCodes.DuplicateField, "groups[0].tasks")]
    [InlineData("""{"name":"A","tasks":["A"]},{"name":"A","tasks":["A"]}""", SetupCodes.DuplicateGroup, "groups[1].name")]
    [InlineData("""{"name":"A.b","tasks":["A.b"]},{"name":"a_b","tasks":["a_b"]}""", SetupCodes.DuplicateGroup, "groups[1].name")]
    [InlineData("""{"name":"A","tasks":["A","B"]},{"name":"B","tasks":["B"]}""", SetupCodes.DuplicateHome, "groups[1].name")]
    [InlineData(
        """{"name":"A","tasks":["A","B"]},{"name":"C","tasks":["B","C"],"entries":["C","B"]}""",
        SetupCodes.DuplicateHome,
        "groups[1].entries"
    )]
    public void Refuses_a_group(string groups, string code, string field) =>
        Refused($$"""{"fusionize":1,"app":"iot","groups":[{{groups}}]}""", code, field);

    [Fact]
    public void Refuses_what_is_too_large()
    {
        Refused(new string(' ', SetupParser.MaxBytes + 1), SetupCodes.TooLarge, null);
        var groups = string.Join(',', Enumerable.Range(0, SetupParser.MaxGroups + 1).Select(i => $$"""{"name":"T{{i}}","tasks":["T{{i}}"]}"""));
        Refused($$"""{"fusionize":1,"app":"iot","groups":[{{groups}}]}""", SetupCodes.TooLarge, "groups");
        var tasks = string.Join(',', Enumerable.Range(0, SetupParser.MaxTasks + 1).Select(i => $"\"T{i}\""));
        Refused($$"""{"fusionize":1,"app":"iot","groups":[{"name":"T0","tasks":[{{tasks}}]}]}""", SetupCodes.TooLarge, "groups[0].tasks");
    }

    [Fact]
    public void Refuses_every_truncation()
    {
        var bytes = Encoding.UTF8.GetBytes(Good.TrimEnd());
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<SetupException>(() => FusionSetup.Parse(bytes.AsSpan(0, length), "setup.json"));
    }

    [Fact]
    public void Accepts_a_byte_order_mark() =>
        Assert.Equal(Parse(Good), FusionSetup.Parse([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Good)], "setup.json"));

    private static FusionSetup Parse(string json) => FusionSetup.Parse(Encoding.UTF8.GetBytes(json), "setup.json");

    private static void Refused(string json, string code, string? field)
    {
        var e = Assert.Throws<SetupException>(() => Parse(json));
        Assert.Equal((code, "setup.json", field), (e.Code, e.Subject, e.Place));
        Assert.DoesNotContain('\n', e.Describe());
    }
}
