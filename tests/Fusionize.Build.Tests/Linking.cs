using System.IO.Compression;
using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

public sealed class Linking(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public void Says_which_call_it_cant_follow_and_can_be_told_to_keep_or_to_leave_alone()
    {
        // A task that finds a type by its name: alive in the program that a developer runs, cut away by the linker.
        var app = shop.Create("Shop")
            .Write(
                "Tasks/Plugin.cs",
                """
                using Fusionize;

                namespace Shop;

                public sealed class Discount;

                public static class Plugins
                {
                    private static readonly object Loaded = Activator.CreateInstance(
                        Type.GetType(string.Concat("Shop.", Environment.GetEnvironmentVariable("PLUGIN") ?? "Discount"), throwOnError: true)!)!;

                    [FusionTask(Entry = true)] public static Task<string> Plug(CancellationToken ct) => Task.FromResult(Loaded.GetType().Name);
                }
                """
            );
        var warned = app.MustBuild();
        Assert.Matches(@"warning FZ1011: .*IL2057.*Shop\.Plugins.*\(in Plug\)", warned.Output);
        // Said again by a build that has nothing to link.
        Assert.Contains("warning FZ1011", app.MustBuild().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("FZ1011", app.MustBuild("-p:NoWarn=IL2057%3BIL2072%3BNETSDK1206").Output, StringComparison.Ordinal);
        Assert.False(HasType(app, "Plug", "Discount"));

        app.Replace("Shop.csproj", "<ItemGroup>", """<ItemGroup><FusionizeLinkKeep Include="Shop" />""");
        app.MustBuild();
        Assert.True(HasType(app, "Plug", "Discount"));
        Assert.Contains("SQLitePCLRaw.core.dll", app.Entries("Plug"));

        app.Replace("Shop.csproj", """<FusionizeLinkKeep Include="Shop" />""", "");
        Assert.DoesNotContain("FZ1011", app.MustBuild("-p:FusionizeLink=none").Output, StringComparison.Ordinal);
        Assert.True(HasType(app, "Plug", "Discount"));
        Assert.Contains("libe_sqlite3.so", app.Entries("Plug"));
    }

    [Fact]
    public void Is_tried_out_when_publishing()
    {
        var app = shop.Create("Shop")
            .Replace(
                "Tasks/Stock.cs",
                "public static class Stock\n{",
                """
                public sealed class Store;

                public static class Stock
                {
                    [System.Runtime.CompilerServices.ModuleInitializer]
                    internal static void Load() => Type.GetType(string.Concat("Shop", ".Store"), throwOnError: true);

                """
            );
        app.MustBuild("-p:NoWarn=IL2057%3BNETSDK1206");
        var published = app.Run("publish", "-p:NoWarn=IL2057%3BNETSDK1206");
        Assert.False(published.Succeeded);
        Assert.Contains("Order.zip : error FZ1012: The function of group Order doesn't start.", published.Output, StringComparison.Ordinal);
        Assert.Contains("TypeInitializationException", published.Output, StringComparison.Ordinal);
        Assert.True(app.Run("publish", "-p:NoWarn=IL2057%3BNETSDK1206", "-p:FusionizeSmokeStart=false").Succeeded);
    }

    private static bool HasType(AppProject app, string group, string type)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(app.Output, group + ".zip"));
        using var stream = new MemoryStream();
        using (var entry = zip.GetEntry("Shop.dll")!.Open())
            entry.CopyTo(stream);
        stream.Position = 0;
        using var pe = new System.Reflection.PortableExecutable.PEReader(stream);
        var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(pe);
        return metadata.TypeDefinitions.Any(t => metadata.GetString(metadata.GetTypeDefinition(t).Name) == type);
    }
}
