using Fusionize.Setups.Http;

namespace Fusionize.Tests.Setups;

/// <summary>The routes of the HTTP API in front of an application, and how they are selected.</summary>
public sealed class ApiRoutesTests
{
    [Fact]
    public void Each_template_has_its_methods_and_HEAD_and_one_route_for_all_other_methods() =>
        Assert.Equal(
            ["GET /products/{id} → Get", "DELETE /products/{key} → Remove", "HEAD /products/{id} → Get", "ANY /products/{id} → Get"],
            Of(("Get", "GET /products/{id}"), ("Remove", "DELETE /products/{key}"))
        );

    [Fact]
    public void A_path_that_a_wider_template_serves_with_another_method_keeps_that_method() =>
        Assert.Equal(
            [
                "GET /products/{id} → Get",
                "HEAD /products/{id} → Get",
                "ANY /products/{id} → Get",
                "GET /products/new → Get",
                "POST /products/new → Add",
                "HEAD /products/new → Get",
                "ANY /products/new → Add",
            ],
            Of(("Get", "GET /products/{id}"), ("Add", "POST /products/new"))
        );

    [Fact]
    public void Where_templates_only_overlap_no_route_takes_what_belongs_to_the_other() =>
        Assert.Equal(
            ["GET /a/{x} → One", "HEAD /a/{x} → One", "OPTIONS /a/{x} → One", "POST /{y}/b → Two", "OPTIONS /{y}/b → Two"],
            Of(("One", "GET /a/{x}"), ("Two", "POST /{y}/b"))
        );

    [Fact]
    public void An_entry_knows_the_methods_of_others_at_its_paths()
    {
        TaskRoute[] declared = [Route("Get", "GET /cart"), Route("Add", "POST /cart"), Route("All", "DELETE /{any+}")];

        Assert.Equal(["POST /cart", "DELETE /cart"], ApiRoutes.BesidesOf("Get", declared).Select(r => $"{r.Method} {r.Template}"));
        Assert.Empty(ApiRoutes.BesidesOf("All", declared));
    }

    [Theory]
    [InlineData("/a/{x}", "/a/b", true, true)]
    [InlineData("/a/b", "/a/{x}", false, true)]
    [InlineData("/a/{x+}", "/a/b/{y}", true, true)]
    [InlineData("/a/{x}", "/a/{y+}", false, true)]
    [InlineData("/{x+}", "/", false, false)]
    [InlineData("/a/{x}", "/{y}/b", false, true)]
    [InlineData("/a/{x}", "/a", false, false)]
    [InlineData("/a/{x}", "/b/{x}", false, false)]
    [InlineData("/", "/", true, true)]
    public void Templates_are_compared_with_each_other(string one, string other, bool covers, bool overlap) =>
        Assert.Equal((covers, overlap), (RouteTemplate.Covers(one, other), RouteTemplate.Overlap(one, other)));

    [Theory]
    [InlineData("GET", "/products/7", "GET /products/{id}")]
    [InlineData("GET", "/products/7/", "GET /products/{id}")]
    [InlineData("GET", "/products/new", "GET /products/new")]
    [InlineData("PUT", "/products/7", "ANY /products/{id}")]
    [InlineData("GET", "/products/7/parts/3", "GET /products/{rest+}")]
    [InlineData("GET", "/", "GET /")]
    [InlineData("PUT", "/nothing", "$default")]
    public void The_most_specific_route_takes_a_request(string method, string path, string key)
    {
        var table = new RouteTable<int>();
        string[] keys = ["$default", "ANY /products/{id}", "GET /products/{rest+}", "GET /products/{id}", "GET /products/new", "GET /"];
        foreach (var route in keys)
            table.Add(route, 0);

        Assert.Equal(key, table.Find(method, path)?.Key);
    }

    [Fact]
    public void A_route_has_the_values_of_its_variables()
    {
        var table = new RouteTable<int>();
        table.Add("GET /files/{folder}/{path+}", 3);

        var found = table.Find("GET", "/files/a b/c/d");

        Assert.Equal(3, found!.Target);
        Assert.Equal([KeyValuePair.Create("folder", "a b"), KeyValuePair.Create("path", "c/d")], found.Values);
        Assert.Null(table.Find("GET", "/files/a"));
    }

    private static IEnumerable<string> Of(params (string Task, string Route)[] routes) =>
        ApiRoutes.Of(routes.Select(r => Route(r.Task, r.Route))).Select(r => $"{r.Key} → {r.Task}");

    private static TaskRoute Route(string task, string route) => new(task, route.Split(' ')[0], route.Split(' ')[1]);
}
