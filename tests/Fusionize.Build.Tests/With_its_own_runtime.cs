using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

public sealed class With_its_own_runtime(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task A_zip_holds_the_part_of_the_framework_that_its_tasks_use()
    {
        var app = shop.Create("Shop")
            .Replace(
                "Shop.csproj",
                "<Nullable>",
                """
                <SelfContained>true</SelfContained>
                <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
                <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
                <Nullable>
                """
            );
        app.MustBuild();
        Assert.All(app.Manifest.Groups, g => Assert.Equal(("provided.al2023", "bootstrap"), (g.Runtime, g.Handler)));
        Assert.Contains("bootstrap", app.Entries("Price"));
        Assert.Contains("libcoreclr.so", app.Entries("Price"));
        Assert.DoesNotContain("System.Private.Xml.dll", app.Entries("Price"));
        Assert.DoesNotContain("libe_sqlite3.so", app.Entries("Price"));
        Assert.Contains("libe_sqlite3.so", app.Entries("Save"));
        // The platform that brings no runtime brings no ICU either.
        Assert.Contains(
            "\"System.Globalization.Invariant\": true",
            System.Text.Encoding.UTF8.GetString(app.Read("Price", "Fusionize.Function.runtimeconfig.json")),
            StringComparison.Ordinal
        );
        await Answers.AllPingAsync(app);
        Assert.StartsWith(
            "\"stored by 3.",
            await Answers.OfAsync(app, "Save", """{"cart":{"customer":"Ada","items":3}}"""),
            StringComparison.Ordinal
        );
    }
}
