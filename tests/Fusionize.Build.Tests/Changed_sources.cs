using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

public sealed class Changed_sources(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public void Change_the_zips_of_the_tasks_that_changed()
    {
        var app = shop.Create("Shop");
        app.MustBuild();
        var before = app.Hashes;

        // The body of one task.
        app.Replace("Tasks/Stock.cs", "stored by ", "kept by ");
        Assert.Equal(1, app.MustBuild().Changed);
        Assert.Equal(["Save"], Different(before, app.Hashes));

        // A comment above a task moves every call site's line, which is in the manifest and in no zip.
        app.Replace("Tasks/Order.cs", "public static class Orders", "// What a customer asks for.\npublic static class Orders");
        before = app.Hashes;
        Assert.Equal(0, app.MustBuild().Changed);
        Assert.Empty(Different(before, app.Hashes));

        // One more task.
        app.Write(
            "Tasks/Mail.cs",
            """
            using Fusionize;

            namespace Shop;

            public static class Mail
            {
                [FusionTask] public static Task<int> Send(string to, CancellationToken ct) => Task.FromResult(to.Length);
            }
            """
        );
        app.MustBuild();
        Assert.Equal(["Order", "Price", "Save", "Send"], app.Zips.Order(StringComparer.Ordinal));
        Assert.Empty(Different(before, app.Hashes));

        // A build that was killed: half a zip, no result, and the output without its zip.
        before = app.Hashes;
        var save = Path.Combine(app.Groups, "Save");
        File.Delete(Path.Combine(save, "group.json"));
        File.WriteAllBytes(Path.Combine(save, "Save.zip"), File.ReadAllBytes(Path.Combine(save, "Save.zip"))[..1000]);
        File.WriteAllText(Path.Combine(app.Groups, "Price", "group.json"), """{"Key":"x""");
        File.Delete(Path.Combine(app.Output, "Order.zip"));
        app.MustBuild();
        Assert.Equal(before, app.Hashes);
        Assert.All(app.Manifest.Groups, g => Assert.Equal(g.Sha256, Setups.Files.WholeFile.Hash(Path.Combine(app.Output, g.Zip))));

        // Another branch and back: what decides is content, not time.
        var stock = File.ReadAllText(app.PathOf("Tasks/Stock.cs"));
        app.Replace("Tasks/Stock.cs", "kept by ", "stored by ");
        Assert.Equal(1, app.MustBuild().Changed);
        app.Write("Tasks/Stock.cs", stock);
        Assert.Equal(1, app.MustBuild().Changed);
        Assert.Equal(before, app.Hashes);

        // A renamed task: the old setup doesn't fit any more and says so; without it the old zip goes.
        app.Write(
            "setup.json",
            """{"fusionize":1,"app":"shop","groups":[{"name":"Order","tasks":["Order"]},{"name":"Price","tasks":["Price"]},{"name":"Save","tasks":["Save"]},{"name":"Send","tasks":["Send"]}]}"""
        );
        app.Replace("Tasks/Order.cs", "Task<decimal> Price(", "Task<decimal> Quote(").Replace("Tasks/Order.cs", "await Price(", "await Quote(");
        Assert.Contains("error FZ1115: groups[1]", app.Build("-p:FusionizeSetup=setup.json").Output, StringComparison.Ordinal);
        Assert.Contains("Price", app.Zips);
        app.MustBuild();
        Assert.Equal(["Order", "Quote", "Save", "Send"], app.Zips);

        Assert.True(app.Run("clean").Succeeded);
        Assert.False(Directory.Exists(app.Output));
        app.MustBuild();
        Assert.Equal(before["Save"], app.Hashes["Save"]);
    }

    private static IEnumerable<string> Different(Dictionary<string, string> before, Dictionary<string, string> after) =>
        before.Where(b => !after.TryGetValue(b.Key, out var hash) || hash != b.Value).Select(b => b.Key);
}
