using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

public sealed class Native_programs(Shop shop) : IClassFixture<Shop>
{
    /// <summary>One group, since a native program takes a quarter of a minute.</summary>
    [FactIfLinker]
    public async Task Hold_their_tasks_in_one_file_and_answer()
    {
        var app = shop.Create("Shop")
            .Replace(
                "Shop.csproj",
                "<Nullable>",
                """
                <PublishAot>true</PublishAot>
                <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
                <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
                <Nullable>
                """
            )
            .Write("setup.json", """{"fusionize":1,"app":"shop","groups":[{"name":"Order","tasks":["Order","Price","Save"]}]}""");
        app.MustBuild("-p:FusionizeSetup=setup.json");
        Assert.Equal(("provided.al2023", "bootstrap"), (app.Manifest.Groups[0].Runtime, app.Manifest.Groups[0].Handler));
        Assert.Equal(["bootstrap", "libe_sqlite3.so"], app.Entries("Order"));
        Assert.Equal("""{"customer":"Ada","price":7.5}""", await Answers.OfAsync(app, "Order", """{"cart":{"customer":"Ada","items":3}}"""));
    }
}

/// <summary>A test that needs the C compiler driver that links native programs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfLinkerAttribute : FactAttribute
{
    public FactIfLinkerAttribute()
    {
        var folders = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator);
        if (!OperatingSystem.IsLinux() || !new[] { "clang", "gcc" }.Any(c => folders.Any(f => File.Exists(Path.Combine(f, c)))))
            Skip = "There is neither clang nor gcc on the PATH.";
    }
}
