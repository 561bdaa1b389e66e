using System.IO.Compression;
using System.Text.Json;
using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

public sealed class An_optimizer_of_ones_own : IDisposable
{
    private readonly Packages _packages = new();

    public void Dispose() => _packages.Dispose();

    [Fact]
    public void Its_package_holds_the_libraries_that_it_needs_and_asks_for_no_other_package()
    {
        using var zip = ZipFile.OpenRead(Directory.GetFiles(_packages.Feed, "Fusionize.Optimization.*.nupkg").Single());
        Assert.Equal(
            ["Fusionize.dll", "Fusionize.Optimization.dll", "Fusionize.Records.dll", "Fusionize.Setups.dll", "Fusionize.Simulation.dll"],
            zip.Entries.Select(e => e.FullName)
                .Where(f => f.StartsWith("lib/net10.0/", StringComparison.Ordinal) && f.EndsWith(".dll", StringComparison.Ordinal))
                .Select(Path.GetFileName)
                .Order(StringComparer.OrdinalIgnoreCase)
        );
        Assert.NotNull(zip.GetEntry("lib/net10.0/Fusionize.Optimization.xml"));
        Assert.NotNull(zip.GetEntry("README.md"));
        using var nuspec = new StreamReader(zip.GetEntry("Fusionize.Optimization.nuspec")!.Open());
        Assert.DoesNotContain("<dependency ", nuspec.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Is_built_from_the_sample_and_decides()
    {
        var optimizer = new AppProject(_packages.NewFolder("Optimizer"), "LongestWait.csproj");
        foreach (var file in Directory.GetFiles(Path.Combine(Repository, "samples", "Optimizer")))
            File.Copy(file, optimizer.PathOf(Path.GetFileName(file)), overwrite: true);
        optimizer.MustBuild($"-p:FusionizeVersion={_packages.Version}");
        var series = Path.Combine(Repository, "tests", "Fusionize.Tests", "Replay", "Synthetic", "synthetic");

        var run = optimizer.Execute(
            "dotnet",
            Tool,
            "replay",
            series + ".jsonl",
            series + ".setups.json",
            "--optimizer",
            $"assembly:{optimizer.PathOf("bin/Release/net10.0/LongestWait.dll")}",
            "--json"
        );

        Assert.True(run.Succeeded, run.Output);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("longest-wait", json.RootElement.GetProperty("optimizer").GetString());
        var first = json.RootElement.GetProperty("rounds")[0];
        Assert.Contains(" ms per request for ", first.GetProperty("decision").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(first.GetProperty("setup").GetString(), first.GetProperty("decided").GetString());
    }

    private static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string Repository { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));

    private static string Tool => Path.Combine(Repository, "src", "Fusionize.Cli", "bin", Configuration, "net10.0", "Fusionize.Cli.dll");
}
