using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Packaging.Fusing;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Tests.Testing;

/// <summary>The applications for which the build of a test project compiles hosts.</summary>
public sealed class TestedApplicationsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-tested-").FullName;

    [Fact]
    public void An_application_covers_the_libraries_that_it_references()
    {
        var stock = Assembly("Stock", Task("Take"));
        var shop = Assembly("Shop", Task("Order", "Take", isEntry: true), stock);

        var app = Assert.Single(Find(stock, shop));

        Assert.Equal("Shop", Path.GetFileNameWithoutExtension(app.Assembly));
        Assert.Equal(["Order", "Take"], app.Manifest.Model.Tasks.Select(t => t.Id));
    }

    [Fact]
    public void An_application_without_tasks_is_the_one_that_sees_all_tasks()
    {
        var stock = Assembly("Stock", Task("Take"));
        var price = Assembly("Price", Task("Price", isEntry: true));
        var shop = Assembly("Shop", "public static class Start { public static object[] All => [typeof(Takes), typeof(Prices)]; }", stock, price);

        Assert.Equal(["Shop"], Find(price, shop, stock).Select(a => Path.GetFileNameWithoutExtension(a.Assembly)));
    }

    [Fact]
    public void Two_applications_with_a_task_of_one_name_are_found_each_by_itself()
    {
        var shop = Assembly("Shop", Task("Order", isEntry: true));
        var depot = Assembly("Depot", Task("Order", isEntry: true).Replace("Orders", "DepotOrders", StringComparison.Ordinal));
        var helper = Assembly(
            "Helper",
            "public static class Start { public static object[] All => [typeof(Orders), typeof(DepotOrders)]; }",
            shop,
            depot
        );

        Assert.Equal(["Depot", "Shop"], Find(shop, depot, helper).Select(a => Path.GetFileNameWithoutExtension(a.Assembly)));
    }

    [Fact]
    public void The_test_project_is_an_application_only_with_tasks_of_its_own()
    {
        var shop = Assembly("Shop", Task("Order", isEntry: true));
        var tests = Assembly("Tests", "public static class Start { public static object All => typeof(Orders); }", shop);
        var more = Assembly("More", Task("Own", "Order", isEntry: true), shop);

        Assert.Equal([shop], TestedApplications.Find(tests, [shop]).Select(a => a.Assembly));
        Assert.Equal([more], TestedApplications.Find(more, [shop]).Select(a => a.Assembly));
        Assert.Empty(TestedApplications.Find(tests, []));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IReadOnlyList<TestedApplication> Find(params string[] references) => TestedApplications.Find(null, references);

    private static string Task(string id, string? calls = null, bool isEntry = false) =>
        $$"""
            public static class {{id}}s
            {
                [Fusionize.FusionTask(Entry = {{(isEntry ? "true" : "false")}})]
                public static System.Threading.Tasks.Task {{id}}() => {{(
                calls is null ? "System.Threading.Tasks.Task.CompletedTask" : $"{calls}s.{calls}()"
            )}};
            }
            """;

    private string Assembly(string name, string source, params string[] references)
    {
        var app = App.Of(source) with { Assembly = name, References = [.. references.Select(r => MetadataReference.CreateFromFile(r))] };
        var file = Path.Combine(_folder, name + ".dll");
        File.WriteAllBytes(file, app.Build().Image());
        return file;
    }
}
