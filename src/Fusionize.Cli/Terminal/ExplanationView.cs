using Fusionize.Packaging.Explaining;
using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>The explanation of a zip: its files, then the estimated sizes of other groupings.</summary>
internal static class ExplanationView
{
    public static void Print(IAnsiConsole console, ZipExplanation zip)
    {
        console.MarkupLineInterpolated($"[bold]{zip.Group}[/]  {Texts.Bytes(zip.Bytes)}  {string.Join(", ", zip.Tasks)}");
        console.WriteLine();
        console.Write(
            Grids.Of(
                ["file", ">in the zip", ">unpacked", "from", "because of"],
                zip.Files.Select(f => (string[])[f.Name, Texts.Bytes(f.ZipBytes), Texts.Bytes(f.Bytes), f.From, Because(f)])
            )
        );
        if (!zip.Splits.IsEmpty)
            console.Write(
                Grids.Of(["alone", ">about", ">the rest"], zip.Splits.Select(s => (string[])[s.Task, Texts.Bytes(s.Bytes), Texts.Bytes(s.Rest)]))
            );
        if (!zip.Fusions.IsEmpty)
            console.Write(
                Grids.Of(
                    ["fused with", ">about", ">less than both"],
                    zip.Fusions.Select(f => (string[])[f.With, Texts.Bytes(f.Bytes), Texts.Bytes(f.Saved)])
                )
            );
    }

    private static string Because(ExplainedFile file) => file.Tasks.Length > 1 ? $"{string.Join(", ", file.Tasks)}; {file.Why}" : file.Why;
}
