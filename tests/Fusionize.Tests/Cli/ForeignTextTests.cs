using Fusionize.Cli.Terminal;
using Spectre.Console;

namespace Fusionize.Tests.Cli;

public class ForeignTextTests
{
    private const string Harmful = "a\u001b[31mb\u009b2Jc\u202ed\u2066e\u200ff\u0007g\rh\u061ci\u2028j\0";
    private const string Harmless = "a\ufffd[31mb\ufffd2Jc\ufffdd\ufffde\ufffdf\ufffdg\ufffdh\ufffdi\ufffdj\ufffd";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_text_from_outside_controls_the_terminal(bool isTerminal)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var screen = new Screen(output, error, isTerminal, isTerminal);
        screen.Out.MarkupLineInterpolated($"{Harmful}");
        screen.Out.Write(Grids.Of(["name"], [(string[])[Harmful]]));
        Lines.Print(screen.Out, 2, Harmful);
        screen.Error("FZ1000", Harmful, Harmful);
        screen.Warning("FZ1000", Harmful);
        screen.OutputWriter.WriteLine(Harmful);
        screen.OutputWriter.Write(Harmful.AsSpan());
        screen.WriteJson(new { text = Harmful });

        foreach (var text in (string[])[output.ToString(), error.ToString()])
        {
            Assert.Contains("a\ufffd", text);
            Assert.DoesNotContain(text, c => c is '\u009b' or '\u202e' or '\u2066' or '\u200f' or '\a' or '\u061c' or '\u2028' or '\0');
            if (!isTerminal)
                Assert.DoesNotContain('\u001b', text);
            Assert.DoesNotContain("\u001b[31mb", text);
        }
        Assert.Equal(Harmless, ForeignText.Clean(Harmful));
        Assert.Equal("ä 😀\t日本\n", ForeignText.Clean("ä 😀\t日本\n"));
    }
}
