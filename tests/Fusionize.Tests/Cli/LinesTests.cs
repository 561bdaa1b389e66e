using Fusionize.Cli.Terminal;

namespace Fusionize.Tests.Cli;

public sealed class LinesTests
{
    [Theory]
    [InlineData("short", 20, "short")]
    [InlineData("breaks after a blank where one is", 20, "breaks after a blank|where one is")]
    [InlineData("(AnalyzeSensor)-(CheckSensor)-(StoreEvent)", 32, "(AnalyzeSensor)-(CheckSensor)-|(StoreEvent)")]
    [InlineData("(AnalyzeSensor,CheckSensor,StoreEvent)-(B)", 30, "(AnalyzeSensor,CheckSensor,|StoreEvent)-(B)")]
    [InlineData("(AnalyzeSensor)@128-(CheckSensor)@1024-(StoreEvent)@128", 42, "(AnalyzeSensor)@128-(CheckSensor)@1024-|(StoreEvent)@128")]
    [InlineData("nothingtobreakatinthislongword", 20, "nothingtobreakatinth|islongword")]
    public void Long_lines_break_where_they_may(string text, int width, string expected) =>
        Assert.Equal(expected.Split('|'), Lines.Break(text, width));

    [Fact]
    public void A_label_leaves_room_before_the_other_lines()
    {
        using var written = new StringWriter();
        var console = new Screen(written, TextWriter.Null, false, false).Out;
        console.Profile.Width = 38;

        Lines.Print(console, "[keep]  ", "(AnalyzeSensor)@128-(CheckSensor)@1024-(StoreEvent)@128");

        Assert.Equal(["[keep]  (AnalyzeSensor)@128-", "        (CheckSensor)@1024-", "        (StoreEvent)@128", ""], written.ToString().Split('\n'));
    }

    [Fact]
    public void No_character_is_lost_and_no_line_is_too_long()
    {
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(1, 200)).Select(_ => "ab,)-( "[random.Next(7)])]).Trim();
            var width = random.Next(20, 60);
            var lines = Lines.Break(text, width).ToList();
            Assert.All(lines, l => Assert.True(l.Length <= width, $"'{l}' in {width}"));
            Assert.Equal(text.Replace(" ", ""), string.Concat(lines).Replace(" ", ""));
        }
    }
}
