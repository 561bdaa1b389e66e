using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Setups;

public class SetupNotationTests
{
    [Fact]
    public void Prints_the_root_first_and_the_rest_sorted()
    {
        var setup = new FusionSetup("tree", [new("B", ["D", "E", "B", "A"], entries: ["B", "D", "E", "A"]), new("C", ["C", "G", "F"])]);
        Assert.Equal("(B,A,D,E)-(C,F,G)", setup.Notation);
    }

    [Theory]
    [InlineData("(A)-(B)-(C)-(D)-(E)-(F)-(G)", "(A)@128-(B)@128-(C)@128-(D)@128-(E)@128-(F)@128-(G)@128")]
    [InlineData("(A, B,D)@768-…", "(A,B,D)@768-(C)@128-(E)@128-(F)@128-(G)@128")]
    [InlineData("(A)-...", "(A)@128-(B)@128-(C)@128-(D)@128-(E)@128-(F)@128-(G)@128")]
    [InlineData("(F,G)-(A,B,C,D,E)@1024/arm64", "(A,B,C,D,E)@1024/arm64-(F,G)@128")]
    [InlineData("(A,B,~C,D,E)-(C,F,G)", "(A,B,~C,D,E)@128-(C,F,G)@128")]
    [InlineData("(A,B,C,+D,E,+F)-(F,D,G)", "(A,B,C,+D,E,F)@128-(F,D,G)@128")]
    [InlineData("  (A) @256 /arm64 - (B) - …", "(A)@256/arm64-(B)@128-(C)@128-(D)@128-(E)@128-(F)@128-(G)@128")]
    [InlineData("(A,B,+~C,D,E)-(C,F,G)", "(A,B,~C,D,E)@128-(C,F,G)@128")]
    [InlineData("(A,B,~ +C,D,E)-(C,F,G)", "(A,B,~C,D,E)@128-(C,F,G)@128")]
    public void Parses_and_prints(string notation, string full)
    {
        var setup = FusionSetup.ParseNotation(notation, Apps.Tree);
        Assert.Equal(full, setup.FullNotation);
        Assert.Equal(setup, FusionSetup.ParseNotation(full, Apps.Tree));
    }

    [Fact]
    public void A_task_is_at_home_in_the_group_named_after_it()
    {
        var setup = FusionSetup.ParseNotation("(A,B,C,D,E,F,G)-(D)", Apps.Tree);
        Assert.Equal("D", setup.HomeOf("D").Name);
        Assert.Equal("A,B,C,E,F,G", string.Join(",", setup.Groups[0].Entries));
    }

    [Fact]
    public void A_copy_elsewhere_than_implied_is_marked_in_every_group()
    {
        // B's home is the third group: with the mark missing in the second, that one would be read as its home.
        var app = Apps.Model("x", ["A*", "B", "C", "D"]);
        var setup = new FusionSetup("x", [new("A", ["A", "B"], ["A"]), new("C", ["C", "B"], ["C"]), new("D", ["D", "B"])]);
        Assert.Equal("(A,+B)-(C,+B)-(D,B)", setup.Notation);
        Assert.Equal(setup, FusionSetup.ParseNotation(setup.Notation, app));
    }

    [Theory]
    [InlineData("", SetupCodes.Notation)]
    [InlineData("A", SetupCodes.Notation)]
    [InlineData("(A", SetupCodes.Notation)]
    [InlineData("()", SetupCodes.Notation)]
    [InlineData("(A,)", SetupCodes.Notation)]
    [InlineData("(A)(B)", SetupCodes.Notation)]
    [InlineData("(A)-", SetupCodes.Notation)]
    [InlineData("(A,A)-…", SetupCodes.Notation)]
    [InlineData("(A)@x-…", SetupCodes.Notation)]
    [InlineData("(A)@99999999999-…", SetupCodes.Notation)]
    [InlineData("(A)@64-…", SetupCodes.BadMemory)]
    [InlineData("(A)/vax-…", SetupCodes.BadArchitecture)]
    [InlineData("(A)-(B)", SetupCodes.NoHome)]
    [InlineData("(A,Z)-…", SetupCodes.UnknownTask)]
    [InlineData("(A)-(A)-…", SetupCodes.BadGroup)]
    [InlineData("(+A)-…", SetupCodes.BadGroup)]
    public void Refuses(string notation, string code) =>
        Assert.Equal(code, Assert.Throws<SetupException>(() => FusionSetup.ParseNotation(notation, Apps.Tree)).Code);

    [Theory]
    [InlineData("", "a group '(…)' is missing")]
    [InlineData("A", "'(' expected before 'A'")]
    [InlineData("(A", "')' is missing")]
    [InlineData("(A)@-…", "a memory size must follow '@'")]
    [InlineData("(A,A)-…", "task 'A' occurs twice in one group")]
    [InlineData("(A)twenty characters now", "'-' expected before 'twenty characters no…'")]
    [InlineData("(A)twenty characters no", "'-' expected before 'twenty characters no'")]
    [InlineData("(a task with a long name)", "'a task with a long n…' isn't a task name")]
    public void Says_what_is_wrong(string notation, string what) =>
        Assert.Contains(what, Assert.Throws<SetupException>(() => FusionSetup.ParseNotation(notation, Apps.Tree)).Message);
}
