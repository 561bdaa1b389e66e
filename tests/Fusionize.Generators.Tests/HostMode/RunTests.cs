using Fusionize.CompilerServices;
using Fusionize.Generators.Tests.Infrastructure;

namespace Fusionize.Generators.Tests.HostMode;

/// <summary>Generated code at work: requests in, answers out.</summary>
public class RunTests
{
    private const string Usings =
        "using System; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks; using Fusionize;\n";

    private const string Calculator =
        Usings
        + """
            public enum Unit { Metre, Mile }
            public sealed record Distance(double Value, Unit Unit, IReadOnlyList<string>? Tags = null);
            public static class Calculator
            {
                [FusionTask(Entry = true)] public static Task<Distance> Echo(Distance distance) => Task.FromResult(distance);
                [FusionTask(Entry = true)]
                public static ValueTask<string> Join(string @class, int? count, CancellationToken ct, decimal factor = -1.5m, string note = "a\"b\n",
                    Unit unit = Unit.Mile)
                    => new(FormattableString.Invariant($"{@class}|{count}|{factor}|{note}|{unit}|{ct.CanBeCanceled}"));
                [FusionTask(Entry = true)] public static Task Nothing() => Task.CompletedTask;
            }
            """;

    private static readonly string[] All = ["Echo", "Join", "Nothing"];

    [Theory]
    [InlineData("""{"value":1.5,"unit":1,"tags":["x"]}""", """{"value":1.5,"unit":1,"tags":["x"]}""")] // plain: the only parameter is the whole body
    [InlineData("""{"fusionize":1,"task":"Echo","args":{"distance":{"value":2,"unit":0}}}""", """{"value":2,"unit":0,"tags":null}""")]
    [InlineData("""{"fusionize":1,"task":"Join","args":{"class":"c","count":3}}""", "\"c|3|-1.5|a\\\"b\\n|Mile|False\"")]
    [InlineData(
        """{"fusionize":1,"task":"Join","args":{"unit":0,"note":"n","factor":2,"count":null,"class":"c","more":{}}}""",
        "\"c||2|n|Metre|False\""
    )]
    [InlineData("""{"fusionize":1,"task":"Nothing","args":{}}""", "null")]
    public async Task Answers(string request, string answer) => Assert.Equal(answer, await Loaded.Of(Calculator, All, All).Send(request));

    [Fact]
    public async Task An_argument_that_is_missing_is_named()
    {
        var error = await Assert.ThrowsAsync<InvalidRequestException>(() =>
            Loaded.Of(Calculator, All, All).Send("""{"fusionize":1,"task":"Join","args":{"class":"c"}}""")
        );
        Assert.Equal("Argument 'count' of task 'Join' is missing.", error.Message);
    }

    [Theory]
    [InlineData("""{"fusionize":1,"task":"Echo","args":{"distance":null}}""")]
    [InlineData("null")]
    public async Task Null_is_refused_where_the_parameter_is_never_null(string request)
    {
        var error = await Assert.ThrowsAsync<InvalidRequestException>(() => Loaded.Of(Calculator, All, All).Send(request));
        Assert.Equal("Argument 'distance' of task 'Echo' must not be null.", error.Message);
    }

    [Theory]
    [InlineData("{}", "missing 'value', 'unit'")]
    [InlineData("""{"value":1,"unti":1}""", "missing 'unit'")]
    public async Task What_a_constructor_needs_must_be_there(string request, string what)
    {
        var error = await Assert.ThrowsAsync<InvalidRequestException>(() => Loaded.Of(Calculator, All, All).Send(request));
        Assert.Contains(what, error.Message);
    }

    /// <summary>The same in a test's process: FusionizedAppTests.</summary>
    [Theory]
    [MemberData(nameof(StrictShop.Requests), MemberType = typeof(StrictShop))]
    public async Task A_type_says_itself_what_it_wants_read_otherwise(string order, string says)
    {
        var loaded = Loaded.Of(StrictShop.Source, ["Buy"], ["Buy"]);
        var request = $$$"""{"fusionize":1,"task":"Buy","args":{"order":{{{order}}}}}""";
        if (says.StartsWith('"'))
            Assert.Equal(says, await loaded.Send(request));
        else
            Assert.Contains(says, (await Assert.ThrowsAsync<InvalidRequestException>(() => loaded.Send(request))).Message);
    }

    private const string Nobody =
        Usings
        + """
            public static class Quiet { [FusionTask] public static Task<int> Hum(int x) => Task.FromResult(x); }
            """;

    [Fact]
    public async Task A_group_that_serves_nothing_refuses_everything()
    {
        var loaded = Loaded.Of(Nobody, ["Hum"], []);
        foreach (var request in (string[])["1", """{"fusionize":1,"task":"Hum","args":{"x":1}}"""])
            await Assert.ThrowsAsync<UnknownTaskException>(() => loaded.Send(request));
    }

    [Fact]
    public async Task A_task_that_is_not_served_is_refused() =>
        await Assert.ThrowsAsync<UnknownTaskException>(() =>
            Loaded.Of(Calculator, All, ["Echo"]).Send("""{"fusionize":1,"task":"Join","args":{}}""")
        );

    [Fact]
    public void Warming_up_survives_types_that_cannot_be_read_from_nothing() => Loaded.Of(Calculator, All, All).WarmUp();

    private const string Rehearsed =
        Usings
        + """
            public sealed record Order(string Item) {
                public static int Made; public static int MadeCount => Made; public int Number { get; } = ++Made;
                public static int Noted { get; private set; } public string Note { get => ""; init { if (value is not null) Noted++; } } }
            public sealed record Bill(int Total) { public static int Written; public static int WrittenCount => Written;
                public int Shown => ++Written; }
            public static class Shop
            {
                public static int Runs { get; private set; }
                [FusionTask(Entry = true)] public static async Task<Bill> Sell(Order order, CancellationToken ct) { Runs++; await Task.Yield();
                    return new Bill(1); }
                [FusionTask(Entry = true)] public static ValueTask<Bill> Price(Order order) { Runs++; return new(new Bill(1)); }
                [FusionTask(Entry = true)] public static ValueTask Forget(Order order) { Runs++; return default; }
            }
            """;

    private const string Prepared =
        Usings
        + """
            public static class Preparing
            {
                public static int Opened { get; set; }
                public static int Closed { get; set; }
                internal static void Open() => Opened++;
                internal static async ValueTask Fail() { await Task.Yield(); Opened += 10;
                    throw new FormatException("an Init that fails, on purpose"); }
                internal static Task NotHere() { Closed++; return Task.CompletedTask; }
                [FusionTask(Entry = true, Init = nameof(Open))] public static async Task Root() { await Inner(); await Far(); }
                [FusionTask(Init = nameof(Open))] public static Task Inner() => Task.CompletedTask;
                [FusionTask(Init = nameof(Fail))] public static Task Inmost() => Task.CompletedTask;
                [FusionTask(Init = nameof(NotHere))] public static Task Far() => Task.CompletedTask;
            }
            """;

    [Fact]
    public void What_the_tasks_of_a_group_name_as_their_Init_runs_once_at_the_start()
    {
        var loaded = Loaded.Of(Prepared, ["Root", "Inner", "Inmost"], ["Root", "Inmost"]);
        loaded.Dispatcher.Connect();
        loaded.FinishInit();
        Assert.Equal(11, loaded["Preparing", "Opened"]);
        Assert.Equal(0, loaded["Preparing", "Closed"]);
    }

    [Fact]
    public void A_rehearsal_reads_arguments_and_writes_answers_and_runs_no_task()
    {
        var loaded = Loaded.Of(Rehearsed, ["Sell", "Price", "Forget"], ["Sell", "Price", "Forget"]);
        loaded.WarmUp();
        Assert.Equal(0, loaded["Shop", "Runs"]);
        // Per task an empty order is read from the request; of the first task, also from a request as it comes from outside.
        Assert.Equal(4, loaded["Order", "MadeCount"]);
        // From each request with what is in it.
        Assert.Equal(4, loaded["Order", "Noted"]);
        Assert.Equal(3, loaded["Bill", "WrittenCount"]);
    }

    /// <summary>Types without a namespace come before anything that a file uses; and classes may be called as something in the generated code
    /// is.</summary>
    private const string SameNames =
        Usings
        + """
            public sealed class Function; public sealed class Dispatcher; public sealed class TaskRequest; public sealed class Utf8JsonWriter;
                public sealed class Rehearsal;
            public sealed class Gate { [FusionService] public static Gate New() => new(); }
            public sealed class DisposeAsync { [FusionService(PerInvocation = true)] public static DisposeAsync New() => new(); }
            public sealed class Objects(Gate gate, DisposeAsync perInvocation)
            {
                [FusionTask(Entry = true)] public Task<string> Open() => Task.FromResult(gate is null || perInvocation is null ? "closed" : "open");
            }
            """;

    [Fact]
    public async Task Names_of_the_application_mean_nothing_else_in_generated_code()
    {
        var loaded = Loaded.Of(SameNames, ["Open"], ["Open"]);
        loaded.Dispatcher.Connect();
        Assert.Equal("\"open\"", await loaded.Send("{}"));
    }

    private const string Switched =
        Usings
        + """
            public static class Work
            {
                [FusionTask(Entry = true)] public static async Task<string> SwitchedRoot(int x) =>
                    $"{await SwitchedFar(x)} {await SwitchedNear(x)} {await SwitchedFails(x)}";
                [FusionTask] public static Task<string> SwitchedFar(int x) => throw new NotSupportedException("not here");
                [FusionTask] public static Task<string> SwitchedNear(int x) => Task.FromResult($"near {x}");
                [FusionTask] public static async Task<string> SwitchedFails(int x)
                {
                    try { return await SwitchedThrows(x); }
                    catch (TaskFailedException e) when (e.Is<FormatException>()) { return $"{e.Task}: {e.Message}"; }
                }
                [FusionTask] public static Task<string> SwitchedThrows(int x) => throw new FormatException("bad");
            }
            """;

    [Fact]
    public async Task A_call_goes_where_its_switch_says()
    {
        AppContext.SetSwitch("Fusionize.Local.SwitchedFar", false);
        string[] local = ["SwitchedRoot", "SwitchedNear", "SwitchedFails", "SwitchedThrows"];
        var loaded = Loaded.Of(Switched, local, ["SwitchedRoot"]);
        loaded.SetSlot("SwitchedFar", (RemoteCall call, int x, CancellationToken _) => Task.FromResult($"{call.From} {call.Kind} far {x}"));
        Assert.Equal("\"SwitchedRoot Sync far 7 near 7 SwitchedThrows: bad\"", await loaded.Send("7"));
    }

    private const string Detaching =
        Usings
        + """
            public static class Log { public static List<string> Lines { get; } = new(); public static void Add(string line) {
                lock (Lines) Lines.Add(line); } }
            public static class Work
            {
                [FusionTask(Entry = true)]
                public static async Task<string> DetachingRoot()
                {
                    await DetachingNear(1).Detach();
                    await DetachingFar(2).Detach();
                    return "answered";
                }
                [FusionTask] public static async Task DetachingNear(int x) { await Task.Delay(20); Log.Add($"near {x}"); }
                [FusionTask] public static ValueTask<int> DetachingFar(int x) => throw new NotSupportedException("not here");
            }
            """;

    [Fact]
    public async Task Detached_calls_are_handed_over_and_done_before_the_invocation_ends()
    {
        AppContext.SetSwitch("Fusionize.LocalAsync.DetachingFar", false);
        var loaded = Loaded.Of(Detaching, ["DetachingRoot", "DetachingNear"], ["DetachingRoot"]);
        RemoteCall? seen = null;
        loaded.SetSlot("DetachingFar", (RemoteCall call, int x, CancellationToken _) =>
        {
            seen = call;
            return Task.FromResult(0);
        });
        Assert.Equal("\"answered\"", await loaded.SendInInvocation("null"));
        Assert.Equal(new RemoteCall("DetachingRoot", CallKind.Async), seen);
        Assert.Equal(["near 1"], (IEnumerable<string>)loaded["Log", "Lines"]!);
    }

    private const string Objects =
        Usings
        + """
            public static class Log { public static List<string> Lines { get; } = new(); public static void Add(string line) {
                lock (Lines) Lines.Add(line); } }
            public sealed class Store { public Store() => Log.Add("store"); }
            public sealed class Session : IAsyncDisposable
            {
                public Session(Store store) => Log.Add("session");
                public ValueTask DisposeAsync() { Log.Add("session gone"); return default; }
            }
            public static class Provide
            {
                [FusionService] public static Store Store() => new();
                [FusionService(PerInvocation = true)] public static Session Session(Store store) => new(store);
                [FusionService] public static Random Expensive() => throw new InvalidOperationException("not needed here");
            }
            public sealed class Orders : IDisposable
            {
                private readonly Billing _billing;
                public Orders(Session session, Billing billing) { ArgumentNullException.ThrowIfNull(billing); _billing = billing; Log.Add("orders"); }
                [FusionTask(Entry = true)]
                public async Task<string> ObjectsPlace(string id)
                {
                    await ObjectsCheck(id).Detach();
                    return await _billing.ObjectsBill(id);
                }
                [FusionTask] public async Task ObjectsCheck(string id) { await Task.Delay(20); Log.Add($"checked {id}"); }
                public void Dispose() => Log.Add("orders gone");
            }
            public sealed class Billing(Random expensive)
            {
                [FusionTask] public Task<string> ObjectsBill(string id) => Task.FromResult($"{expensive}");
            }
            """;

    [Fact]
    public async Task Objects_are_made_per_invocation_and_go_when_its_work_is_done()
    {
        AppContext.SetSwitch("Fusionize.Local.ObjectsBill", false);
        var loaded = Loaded.Of(Objects, ["ObjectsPlace", "ObjectsCheck"], ["ObjectsPlace"]);
        loaded.Dispatcher.Connect();
        var lines = (List<string>)loaded["Log", "Lines"]!;
        Assert.Equal(["store", "session", "orders", "orders gone", "session gone"], lines); // at start, so that errors show there
        lines.Clear();

        loaded.SetSlot("ObjectsBill", (RemoteCall _, string id, CancellationToken _) => Task.FromResult($"billed {id}"));
        Assert.Equal("\"billed 7\"", await loaded.SendInInvocation("\"7\""));
        Assert.Equal(["session", "orders", "checked 7", "orders gone", "session gone"], lines);
    }

    [Fact]
    public void What_nothing_provides_stops_the_function_at_its_start()
    {
        var loaded = Loaded.Of(
            Usings
                + """
                public sealed class Clock;
                public sealed class Orders(Clock clock) { [FusionTask(Entry = true)] public Task<string> UnprovidedPlace() =>
                    Task.FromResult($"{clock}"); }
                """,
            ["UnprovidedPlace"],
            ["UnprovidedPlace"]
        );
        var error = Assert.Throws<InvalidOperationException>(loaded.Dispatcher.Connect);
        Assert.StartsWith("Nothing provides 'Clock', which 'Orders' asks for.", error.Message);
    }
}
