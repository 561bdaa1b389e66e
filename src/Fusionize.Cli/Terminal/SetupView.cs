using Fusionize.Packaging;
using Fusionize.Setups;
using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>A setup, or a build of it, group by group.</summary>
internal static class SetupView
{
    public static void Print(IAnsiConsole console, FusionSetup setup)
    {
        Title(console, setup.App, setup.Id, setup.Notation);
        console.Write(
            Grids.Of(
                ["group", ">memory", "architecture", "tasks", "copies", "handed over"],
                setup.Groups.Select(g =>
                    (string[])
                        [
                            g.Name,
                            $"{g.MemoryMB} MB",
                            g.Architecture,
                            string.Join(' ', g.Tasks),
                            string.Join(' ', g.Tasks.Except(g.Entries)),
                            string.Join(' ', g.RemoteAsync),
                        ]
                )
            )
        );
    }

    public static void Print(IAnsiConsole console, FusionManifest manifest)
    {
        Title(console, manifest.App, manifest.Setup, manifest.Notation);
        console.Write(
            Grids.Of(
                ["function", ">memory", ">zip", ">assemblies", "runtime", "tasks", "calls remotely"],
                manifest.Groups.Select(g =>
                    (string[])
                        [
                            string.Join(' ', g.Functions),
                            $"{g.MemoryMB} MB",
                            Texts.Bytes(g.Bytes),
                            $"{g.Assemblies.Length}",
                            $"{g.Runtime} {g.Architecture}",
                            string.Join(' ', g.Tasks),
                            string.Join(' ', g.Routes.Keys),
                        ]
                )
            )
        );
    }

    private static void Title(IAnsiConsole console, string app, string id, string notation)
    {
        console.MarkupLineInterpolated($"[bold]{app}[/] setup {id}");
        Lines.Print(console, 0, notation, "cyan");
        console.WriteLine();
    }
}
