using System.Text;
using Fusionize.Packaging;
using Fusionize.Rounds;
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

    private static FusionManifest Manifest(params FusionGroup[] groups) => FakeRounds.Manifest(new FusionSetup("app", [.. groups]));
}
