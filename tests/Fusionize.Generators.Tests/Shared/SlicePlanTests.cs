using Fusionize.Shared;

namespace Fusionize.Generators.Tests.Shared;

public class SlicePlanTests
{
    private static ManifestTask NewTask(string id, string argument = "int", string? result = null) =>
        new(id, false, "global::T", id, true, false, result, -1, new([new ManifestParameter("x", argument, null)]));

    private static ManifestCall Call(string? from, string to, bool isAsync = false) => new(from, to, isAsync, CallMultiplicity.Once, "T.cs:1");

    private static Slice Cut(string[] local, string[] entries, string[] remoteAsync, params ManifestCall[] calls) =>
        SlicePlan.Create(
            "app",
            [
                ("App", new Manifest(new([NewTask("A", "string", "bool"), NewTask("B"), NewTask("C", "long")]), new(calls))),
                ("My.Lib", new Manifest(new([NewTask("D", "int", "double")]), EquatableArray<ManifestCall>.Empty)),
            ],
            entries[0],
            local,
            entries,
            remoteAsync
        );

    private static string Roles(Slice slice) =>
        string.Join(" ", slice.Tasks.Select(t => $"{t.Task.Id}:{t.Role}{(t.IsAsyncRemote ? "+async" : "")}{(t.Owner is null ? "" : "@" + t.Owner)}"));

    [Fact]
    public void Holds_what_is_local_and_what_it_calls()
    {
        var slice = Cut(["A", "B"], ["A"], [], Call("A", "B"), Call("B", "D"), Call("C", "C"));
        Assert.Equal("A:Serve B:Local D:Remote@Fusionize.Generated.In_My_Lib", Roles(slice));
        Assert.Equal("A", slice.DefaultTask);
        Assert.Equal(["string", "bool", "int", "double"], slice.Types);
    }

    [Fact]
    public void A_group_may_serve_nothing()
    {
        var slice = SlicePlan.Create("app", [("App", new Manifest(new([NewTask("A")]), EquatableArray<ManifestCall>.Empty))], "A", ["A"], [], []);
        Assert.Equal("A:Local", Roles(slice));
        Assert.Equal("A", slice.DefaultTask);
    }

    [Fact]
    public void Requests_that_name_no_task_are_for_the_root()
    {
        var entry = NewTask("B") with { IsEntry = true };
        var slice = SlicePlan.Create(
            "app",
            [("App", new Manifest(new([NewTask("A"), entry]), EquatableArray<ManifestCall>.Empty))],
            "A",
            ["A", "B"],
            ["B"],
            []
        );
        Assert.Equal("A", slice.DefaultTask);
    }

    [Fact]
    public void A_call_in_a_helper_may_come_from_any_group() =>
        Assert.Equal("A:Serve C:Remote@Fusionize.Generated.In_App", Roles(Cut(["A"], ["A"], [], Call(null, "C"))));

    [Fact]
    public void A_local_task_whose_asynchronous_calls_go_remote_has_a_slot()
    {
        var slice = Cut(["A", "C"], ["A"], ["C"], Call("A", "C", isAsync: true));
        Assert.Equal("A:Serve C:Local+async@Fusionize.Generated.In_App", Roles(slice));
        Assert.Equal(["string", "bool", "long"], slice.Types);
    }

    [Fact]
    public void A_local_task_that_nobody_outside_can_reach_needs_no_serializer() =>
        Assert.Equal(["string", "bool"], Cut(["A", "C"], ["A"], [], Call("A", "C")).Types);
}
