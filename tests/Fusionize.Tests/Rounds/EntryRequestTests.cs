using System.Collections.Immutable;
using System.Text;
using Fusionize.Packaging;
using Fusionize.Rounds;
using Fusionize.Rounds.Load;
using Fusionize.Setups;

namespace Fusionize.Tests.Rounds;

public sealed class EntryRequestTests
{
    private static readonly byte[] Body = "7"u8.ToArray();

    [Fact]
    public void A_functions_root_takes_the_plain_body()
    {
        var request = EntryRequest.For(Manifest(new FusionGroup("A", ["A", "B"]), new FusionGroup("C", ["C"])), null, Body);

        Assert.Equal(("A", "app-A", "7"), (request.Task, request.Function, Encoding.UTF8.GetString(request.Payload.Span)));
    }

    [Fact]
    public void An_entry_task_inside_a_group_has_a_function_of_its_own()
    {
        var request = EntryRequest.For(Manifest(new FusionGroup("B", ["B", "A"]), new FusionGroup("C", ["C"])), "A", Body);

        Assert.Equal(("app-A", "7"), (request.Function, Encoding.UTF8.GetString(request.Payload.Span)));
    }

    [Fact]
    public void A_task_that_is_no_entry_is_refused_with_those_that_are()
    {
        var e = Assert.Throws<FusionizeException>(() => EntryRequest.For(Manifest(new FusionGroup("A", ["A", "B", "C"])), "B", Body));

        Assert.Equal((RoundCodes.NoEntry, "it has A"), (e.Code, e.Remedy));
    }

    [Theory]
    [InlineData(null, "/products/{n}?currency=EUR", "C", "app-C")]
    [InlineData("HEAD", "/products/caf%C3%A9", "C", "app-C")]
    [InlineData("OPTIONS", "/orders", "A", "app-A")]
    [InlineData("POST", null, "A", "app-A")]
    public void A_request_by_method_and_path_belongs_to_the_entry_of_its_route(string? method, string? path, string task, string function)
    {
        var asked = new MixRequest { Method = method ?? "GET", Path = path };

        var request = EntryRequest.For(Routed(), asked);

        Assert.Equal((task, function), (request.Task, request.Function));
        Assert.Equal(path ?? "/", request.Http!.Path);
    }

    [Fact]
    public void A_path_without_a_route_is_refused_with_the_routes_that_there_are()
    {
        var e = Assert.Throws<FusionizeException>(() => EntryRequest.For(Routed(), new MixRequest { Method = "GET", Path = "/product/7" }));

        Assert.Equal(
            (RoundCodes.NoEntry, "application 'app' has no route for 'GET /product/7'", "it has POST /, POST /orders, GET /products/{id}"),
            (e.Code, e.Message, e.Remedy)
        );
    }

    private static FusionManifest Routed()
    {
        var manifest = Manifest(new FusionGroup("B", ["B", "A", "C"], ["A", "B", "C"], 128));
        return manifest with
        {
            Tasks =
            [
                .. manifest.Tasks.Select(t =>
                    t.Id switch
                    {
                        "A" => t with { Routes = [new("POST", "/"), new("POST", "/orders")] },
                        "C" => t with { Entry = true, Routes = [new("GET", "/products/{id}")] },
                        _ => t,
                    }
                ),
            ],
            Groups = [.. manifest.Groups.Select(g => g with { EntryFunctions = g.Tasks.ToImmutableSortedDictionary(t => t, t => "app-" + t) })],
        };
    }

    private static FusionManifest Manifest(params FusionGroup[] groups) => FakeRounds.Manifest(new FusionSetup("app", [.. groups]));
}
