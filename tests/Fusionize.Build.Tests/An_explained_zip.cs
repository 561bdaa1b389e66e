using Fusionize.Build.Tests.Infrastructure;
using Fusionize.Packaging.Explaining;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;

namespace Fusionize.Build.Tests;

public sealed class An_explained_zip(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public void Says_which_task_pulls_each_file_in()
    {
        var save = ZipExplainer.Explain(shop.Built.Manifest, shop.Built.Output, "Save");
        var files = save.Files.ToDictionary(f => f.Name);

        Assert.Equal(shop.Built.Entries("Save").Order(), files.Keys.Order());
        Assert.Equal(save.Bytes, new FileInfo(save.Zip).Length);
        Assert.True(save.Files.Sum(f => f.ZipBytes) < save.Bytes);
        Assert.Equal(("application", "Save: Shop.Stock.Save"), (files["Shop.dll"].From, files["Shop.dll"].Why));
        Assert.Equal("Save", Assert.Single(files["SQLitePCLRaw.core.dll"].Tasks));
        Assert.StartsWith("SQLitePCLRaw.core ", files["SQLitePCLRaw.core.dll"].From, StringComparison.Ordinal);
        Assert.StartsWith("Save: Shop.Stock.Save → SQLitePCL.", files["SQLitePCLRaw.core.dll"].Why, StringComparison.Ordinal);
        Assert.StartsWith("goes where SQLitePCLRaw.lib.e_sqlite3", files["libe_sqlite3.so"].Why, StringComparison.Ordinal);
        Assert.Equal(("Fusionize", 0), (files["Fusionize.dll"].From, files["Fusionize.dll"].Tasks.Length));
        Assert.Equal("host", files["Fusionize.Function.dll"].From);
        Assert.Equal(["Order", "Price"], save.Fusions.Select(f => f.With));
        Assert.Empty(save.Splits);
    }

    [Fact]
    public void Of_a_group_that_the_build_doesnt_have_is_an_error_that_names_those_it_has()
    {
        var error = Assert.Throws<FusionizeException>(() => ZipExplainer.Explain(shop.Built.Manifest, shop.Built.Output, "Ghost"));
        Assert.Equal(PackagingCodes.UnknownGroup, error.Code);
        Assert.Contains("Order, Price, Save", error.Message, StringComparison.Ordinal);
    }
}
