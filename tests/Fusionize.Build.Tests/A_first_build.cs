using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

public sealed class A_first_build(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public void Makes_one_zip_per_task()
    {
        Assert.Equal(["Order", "Price", "Save"], shop.Built.Zips);
        var manifest = shop.Built.Manifest;
        Assert.Equal("shop", manifest.App);
        Assert.Equal("(Order)-(Price)-(Save)", manifest.Notation);
        Assert.All(manifest.Groups, g =>
            Assert.Equal(("dotnet10", "Fusionize.Function", "x86_64", 128), (g.Runtime, g.Handler, g.Architecture, g.MemoryMB))
        );
        Assert.Equal("shop-Order", manifest.Groups[0].Function);
        Assert.Equal(["Price=Price", "Save=Save"], manifest.Groups[0].Routes.Select(r => $"{r.Key}={r.Value}"));
        Assert.Empty(manifest.Groups[1].Routes);
        Assert.All(manifest.Groups, g => Assert.Equal(new FileInfo(Path.Combine(shop.Built.Output, g.Zip)).Length, g.Bytes));
    }

    [Fact]
    public void Leaves_out_of_a_zip_what_its_tasks_dont_reach()
    {
        string[] common = ["Fusionize.Function.deps.json", "Fusionize.Function.dll", "Fusionize.Function.runtimeconfig.json", "Fusionize.dll"];
        Assert.Equal([.. common, "Shop.dll"], shop.Built.Entries("Order"));
        Assert.Equal([.. common, "Shop.dll"], shop.Built.Entries("Price"));
        Assert.Equal(
            [
                .. common,
                "SQLitePCLRaw.batteries_v2.dll",
                "SQLitePCLRaw.core.dll",
                "SQLitePCLRaw.provider.e_sqlite3.dll",
                "Shop.dll",
                "libe_sqlite3.so",
            ],
            shop.Built.Entries("Save")
        );
    }

    [Fact]
    public async Task Makes_functions_that_answer()
    {
        await Answers.AllPingAsync(shop.Built);
        Assert.Equal("7.5", await Answers.OfAsync(shop.Built, "Price", """{"items":3}"""));
        Assert.StartsWith(
            "\"stored by 3.",
            await Answers.OfAsync(shop.Built, "Save", """{"cart":{"customer":"Ada","items":3}}"""),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Leaves_no_temporary_file() => Assert.Empty(Directory.GetFiles(shop.Built.Folder, "*.tmp", SearchOption.AllDirectories));
}
