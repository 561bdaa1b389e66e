using System.IO.Compression;
using Fusionize.Build.Tests.Infrastructure;
using Fusionize.Packaging.Fusing;

namespace Fusionize.Build.Tests;

public sealed class Ready_to_run(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task Compiles_what_the_linker_kept_ahead_of_time()
    {
        var app = shop.Create("Shop")
            .Replace(
                "Shop.csproj",
                "<Nullable>",
                """
                <PublishReadyToRun>true</PublishReadyToRun>
                <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
                <Nullable>
                """
            );
        app.MustBuild();
        foreach (var group in app.Manifest.Groups)
        {
            Assert.Equal(shop.Built.Entries(group.Name), app.Entries(group.Name));
            var folder = app.PathOf("unzipped/" + group.Name);
            ZipFile.ExtractToDirectory(Path.Combine(app.Output, group.Zip), folder);
            Assert.All(Directory.GetFiles(folder, "*.dll"), f => Assert.True(ReadyToRun.IsCompiled(f), f));
        }
        await Answers.AllPingAsync(app);
        var hashes = app.Hashes;
        Directory.Delete(app.PathOf("obj/Release/net10.0/linux-x64/fusion"), recursive: true);
        // Groups have projects of their own, which the application's doesn't refer to.
        app.MustBuild("-graph", "-isolate");
        Assert.Equal(hashes, app.Hashes);
    }

    [Fact]
    public void Says_what_it_needs()
    {
        var app = shop.Create("Shop")
            .Replace(
                "Shop.csproj",
                "<Nullable>",
                "<PublishReadyToRun>true</PublishReadyToRun><RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>false</SelfContained><DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads><Nullable>"
            )
            .Write(
                "setup.json",
                """{"fusionize":1,"app":"shop","groups":[{"name":"Order","tasks":["Order","Price","Save"],"architecture":"arm64"}]}"""
            );
        var result = app.Build("-p:FusionizeSetup=setup.json");
        Assert.Contains("error FZ1009: Group Order is to run on arm64", result.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(app.Output));
    }
}
