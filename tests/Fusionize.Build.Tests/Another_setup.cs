using Fusionize.Aws;
using Fusionize.Build.Tests.Infrastructure;
using Fusionize.Packaging.Explaining;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Build.Tests;

/// <summary>One application, one setup after the other.</summary>
public sealed class Another_setup(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task Rebuilds_what_it_changes_and_nothing_else()
    {
        var app = shop.Create("Shop");
        app.MustBuild();
        var initial = app.Hashes;
        var model = new AppModel("shop", [new("Order", true), new("Price", false), new("Save", false)], []);
        FusionSetup Setup(string notation) => FusionSetup.ParseNotation(notation, model);
        void Store(string file, string notation) => app.Write(file, Setup(notation).ToJson());

        // Nothing to do.
        var assembly = Stamp(app, "obj/Release/net10.0/Shop.dll");
        var groups = Stamps(app);
        Assert.Equal(0, app.MustBuild().Changed);
        Assert.Equal(groups, Stamps(app));

        // Another memory size only: the manifest says so, no group is built.
        Store("memory.json", "(Order)-(Price)-(Save)@512");
        Assert.Equal(0, app.MustBuild("-p:FusionizeSetup=memory.json").Changed);
        Assert.Equal(groups, Stamps(app));
        Assert.Equal([128, 128, 512], app.Manifest.Groups.Select(g => g.MemoryMB));
        Assert.Equal(initial, app.Hashes);

        // Two groups become one: that one is built, the zip of the other is gone, the third stays as it was.
        var estimate = ZipExplainer.Explain(app.Manifest, app.Output, "Order").Fusions.Single(f => f.With == "Price").Bytes;
        var alone = app.Manifest.Groups.ToDictionary(g => g.Name, g => g.Bytes);
        var sizes = ZipSizes.Measure(app.Manifest, app.Output);
        Store("fused.json", "(Order,Price)-(Save)");
        Assert.Equal(1, app.MustBuild("-p:FusionizeSetup=fused.json").Changed);
        Assert.Equal(["Order", "Save"], app.Zips);
        Assert.NotEqual(initial["Order"], app.Hashes["Order"]);
        Assert.Equal(initial["Save"], app.Hashes["Save"]);
        Assert.False(Directory.Exists(Path.Combine(app.Groups, "Price")));
        var fused = app.Hashes;
        // No helper calls a task, so no local call has to say who is running, and the code that would is cut away.
        Assert.Contains("\"Fusionize.AmbientTask\": false", app.Text("Order", "Fusionize.Function.runtimeconfig.json"));
        Assert.DoesNotContain("Enter", app.Methods("Order", "Fusionize.dll", "Frame"));

        // What `fusionize explain` had said of it, and what it says of the way back.
        var explained = ZipExplainer.Explain(app.Manifest, app.Output, "Order");
        Assert.InRange(estimate / (double)explained.Bytes, 0.9, 1.1);
        Assert.InRange(sizes.Of(["Order", "Price"]) / (double)explained.Bytes, 0.95, 1.2);
        Assert.InRange(sizes.Of(["Save"]) / (double)alone["Save"], 0.95, 1.05);
        Assert.Equal(["Order", "Price"], explained.Splits.Select(s => s.Task));
        Assert.InRange(explained.Splits[1].Bytes / (double)alone["Price"], 0.85, 1.15);

        // A setup that can't be built: an error with code, file and field; all stays as it was.
        app.Write(
            "unknown.json",
            """{"fusionize":1,"app":"shop","groups":[{"name":"Order","tasks":["Order","Ghost"]},{"name":"Price","tasks":["Price"]},{"name":"Save","tasks":["Save"]}]}"""
        );
        var failed = app.Build("-p:FusionizeSetup=unknown.json");
        Assert.False(failed.Succeeded);
        Assert.Matches(@"unknown\.json : error FZ1115: groups\[0\]\.tasks.*Ghost", failed.Output);
        Assert.Equal(fused, app.Hashes);
        Assert.Equal(["Order", "Save"], app.Zips);

        // From a store; then the store is out of reach, and the last good setup is built with a warning.
        var store = SetupStores.Open(app.PathOf("store"));
        var separate = Setup("(Order)-(Price)-(Save)");
        await store.PutSetupAsync(separate, default);
        Assert.True(await store.TrySetCurrentAsync(separate.Id, null, default));
        app.MustBuild("-p:FusionizeStore=store");
        Assert.Equal(separate.Id, app.Manifest.Setup);
        Assert.Equal(initial, app.Hashes);
        Directory.Move(app.PathOf("store"), app.PathOf("elsewhere"));
        var unreachable = app.MustBuild("-p:FusionizeStore=store");
        Assert.Contains("warning FZ1203", unreachable.Output, StringComparison.Ordinal);
        Assert.Equal(separate.Id, app.Manifest.Setup);
        Assert.Contains("error FZ1203", app.Build("-p:FusionizeStore=store", "-p:FusionizeRequireSetup=true").Output, StringComparison.Ordinal);

        // A torn pointer is an error: a build that went on with the old setup would do so for ever.
        Directory.Move(app.PathOf("elsewhere"), app.PathOf("store"));
        app.Write("store/setups/current.json", """{"fusionize":1,"app":"sh""");
        Assert.Matches(@"current\.json.* : error FZ1\d\d\d:", app.Build("-p:FusionizeStore=store").Output);
        Assert.Equal(separate.Id, app.Manifest.Setup);

        // In all of this the application was compiled once.
        Assert.Equal(assembly, Stamp(app, "obj/Release/net10.0/Shop.dll"));
        Assert.Empty(Directory.GetFiles(app.Folder, "*.tmp", SearchOption.AllDirectories));
    }

    private static DateTime Stamp(AppProject app, string file) => File.GetLastWriteTimeUtc(app.PathOf(file));

    private static Dictionary<string, DateTime> Stamps(AppProject app) =>
        Directory.GetFiles(app.Groups, "Fusionize.Function.dll", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc);
}
