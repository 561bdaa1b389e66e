using Fusionize.Optimization;
using Fusionize.Packaging;
using Fusionize.Packaging.Explaining;
using Fusionize.Setups;

namespace Fusionize.Rounds;

/// <summary>The output of a build.</summary>
/// <param name="Folder">The folder with the manifest and the zips.</param>
public sealed record BuiltApp(FusionManifest Manifest, string Folder, TimeSpan Took)
{
    /// <summary>The application, as the optimizers see it.</summary>
    public AppModel Model { get; } =
        new(
            Manifest.App,
            [.. Manifest.Tasks.Select(t => new AppTask(t.Id, t.Entry))],
            [
                .. Manifest.Calls.Select(c => new AppCall(
                    c.From,
                    c.To,
                    Enum.Parse<CallKind>(c.Kind, ignoreCase: true),
                    Enum.Parse<Multiplicity>(c.Multiplicity, ignoreCase: true),
                    c.Location
                )),
            ]
        );

    /// <summary>The setup that was built.</summary>
    public FusionSetup Setup { get; } =
        new(Manifest.App, [.. Manifest.Groups.Select(g => new FusionGroup(g.Name, g.Tasks, g.Entries, g.MemoryMB, g.Architecture, g.RemoteAsync))]);

    /// <summary>The constraints, with this build's zip sizes if they need them.</summary>
    public SearchConstraints? Complete(SearchConstraints? constraints) =>
        constraints?.MaxZipMB is null ? constraints : constraints with { Packages = ZipSizes.Measure(Manifest, Folder) };

    public long ZipBytes => Manifest.Groups.Sum(g => g.Bytes);
}
