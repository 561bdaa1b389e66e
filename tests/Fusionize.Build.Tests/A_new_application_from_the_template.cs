using System.IO.Compression;
using Fusionize.Build.Tests.Infrastructure;
using Fusionize.Packaging;

namespace Fusionize.Build.Tests;

/// <summary>The three packages together, as someone meets them: a new application, its tests, the tool from the application's own tool
/// manifest.</summary>
public sealed class A_new_application_from_the_template(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public void Builds_tests_and_runs_the_loop_at_once()
    {
        var folder = shop.Packages.NewFolder("work");
        var parent = new AppProject(folder, "") { Environment = { ["DOTNET_CLI_HOME"] = Path.Combine(folder, "home") } };
        Must(parent.Execute("dotnet", "new", "install", Directory.GetFiles(shop.Packages.Feed, "Fusionize.Templates.*.nupkg").Single()));
        Must(parent.Execute("dotnet", "new", "fusionize", "-o", "Mail.Shop"));

        var app = new AppProject(Path.Combine(folder, "Mail.Shop"), "Mail.Shop.slnx")
        {
            Environment = { ["DOTNET_CLI_HOME"] = Path.Combine(folder, "home") },
        };
        app.Output = app.PathOf("src/Mail.Shop/bin/Release/fusion");
        app.MustBuild("-m:2");
        Assert.Equal(["Order", "Price", "SendReceipt"], app.Zips);
        var tests = app.Run("test", "--no-build");
        Assert.Matches(@"Passed:\s+2", Must(tests).Output);

        Must(app.Execute("dotnet", "tool", "restore"));
        Must(app.Execute("dotnet", "fusionize", "loop", "src/Mail.Shop", "--rounds", "1", "--rate", "2", "--duration", "1s"));
        var loop = File.ReadAllText(app.PathOf("src/Mail.Shop/.fusionize/loop.json"));
        Assert.Contains("(Order)-(Price)-(SendReceipt)", loop, StringComparison.Ordinal);
        Assert.Contains("\"errors\": 0", loop, StringComparison.Ordinal);
        Assert.Contains(
            "Mail.Shop.Orders.Order",
            Must(app.Execute("dotnet", "fusionize", "explain", "Order", "--build", app.Output)).Output,
            StringComparison.Ordinal
        );
        Assert.Equal("mail-shop", FusionManifest.Read(Path.Combine(app.Output, FusionManifest.FileName)).App);
    }

    [Fact]
    public void Comes_from_a_package_that_asks_for_the_packages_of_its_own_version()
    {
        using var zip = ZipFile.OpenRead(Directory.GetFiles(shop.Packages.Feed, "Fusionize.Templates.*.nupkg").Single());
        using var definition = new StreamReader(zip.GetEntry("content/fusionize/.template.config/template.json")!.Open());
        Assert.Contains($"\"defaultValue\": \"{shop.Packages.Version}\"", definition.ReadToEnd(), StringComparison.Ordinal);
        Assert.NotNull(zip.GetEntry("content/fusionize/.github/workflows/ci.yml"));
        Assert.NotNull(zip.GetEntry("content/fusionize/.gitignore"));
    }

    private static BuildResult Must(BuildResult result)
    {
        Assert.True(result.Succeeded, result.Output);
        return result;
    }
}
