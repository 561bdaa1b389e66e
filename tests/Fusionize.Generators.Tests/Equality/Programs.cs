using System.Text.Json;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>What a run of <see cref="ProgramApp"/> does, as the application's own types of these names have it.</summary>
internal sealed record Node(
    string Run,
    string Path,
    int Id,
    int Task,
    int Delay,
    bool FailsAtOnce,
    bool IsDetached,
    string? Fails,
    string? Cancelled,
    object Data,
    IReadOnlyList<Step> Steps,
    int FailsFirst = 0
)
{
    /// <summary>Whether any part of it waits until its time is over.</summary>
    [JsonIgnore]
    public bool HasTimeOut => Fails == Programs.TimeOut || Steps.Any(s => s.Nodes.Any(n => n.HasTimeOut));

    public override string ToString() =>
        $"T{Task}{(Fails is null ? "" : FailsAtOnce ? $"!!{Fails}" : $"!{Fails}")}{(FailsFirst == 0 ? "" : $"x{FailsFirst}")}"
        + $"{(Cancelled is null ? "" : $"~{Cancelled}")}{(Steps.Count == 0 ? "" : $"[{string.Join(" ", Steps)}]")}";
}

internal sealed record Step(StepKind Kind, bool Catches, bool InHelper, int Times, IReadOnlyList<Node> Nodes)
{
    public override string ToString() =>
        $"{Kind}{(InHelper ? "InHelper" : "")}{(Kind == StepKind.Loop ? $"{Times}" : "")}{(Catches ? "?" : "")}({string.Join(", ", Nodes)})";
}

internal enum StepKind
{
    Await,
    AwaitLater,
    WhenAll,
    Detach,
    Loop,
}

/// <summary>Random programs: call trees over all tasks, recursion included, at most a few dozen nodes.</summary>
internal static class Programs
{
    /// <summary>The failure of what waits until its time is over.</summary>
    public const string TimeOut = "time";

    private static readonly string?[] Failures = [null, null, null, null, null, null, "order", "argument", "cancelled", "timeout", "several"];

    /// <summary>Of detached calls that are done at least once.</summary>
    private static readonly string?[] FailuresOfWork = [null, null, null, "order", "cancelled", TimeOut];

    private static readonly int[] Sizes = [0, 1, 3, 10, 10, 30, 30, 100, 100, 10_000];

    public static Arbitrary<Node> Arbitrary { get; } =
        Arb.From(
            from task in Gen.Choose(0, ProgramApp.Tasks - 1)
            from depth in Gen.Frequency((4, Gen.Constant(1)), (4, Gen.Constant(2)), (1, Gen.Constant(3)))
            from node in NodeOf(task, depth, isDetached: false)
            from end in Gen.Frequency((11, Gen.Constant<Step?>(null)), (1, TimeOutOf(task).Select(Step? (s) => s)))
            select end is null ? node : node with { Fails = null, FailsAtOnce = false, Steps = [.. node.Steps, end] },
            Shrink
        );

    /// <summary>A request whose time is over: its last step waits for a task that waits until then, perhaps through another one.</summary>
    private static Gen<Step> TimeOutOf(int task) =>
        from inHelper in Gen.Choose(0, 3)
        from to in CalleeOf(inHelper == 0 ? 0 : task)
        from next in CalleeOf(to)
        from isLast in Gen.Choose(0, 1)
        from data in Data
        let last = new Node("", "", 1, isLast == 1 ? to : next, 0, false, false, TimeOut, null, data, [])
        select new Step(
            StepKind.Await,
            false,
            inHelper == 0,
            1,
            isLast == 1 ? [last] : [last with { Id = 2, Task = to, Fails = null, Steps = [new Step(StepKind.Await, false, false, 1, [last])] }]
        );

    private static Gen<int> CalleeOf(int task) => Gen.Choose(0, ProgramApp.Tasks - 1).Select(to => ProgramApp.CanCall(task, to) ? to : to % 8);

    private static Gen<Node> NodeOf(int task, int depth, bool isDetached) =>
        from steps in depth == 0
            ? Gen.Constant(Array.Empty<Step>())
            : Gen.Choose(depth == 1 ? 0 : 1, 2).SelectMany(count => StepOf(task, depth).ArrayOf(count))
        from id in Gen.Choose(0, 999)
        from delay in Gen.Frequency((6, Gen.Constant(0)), (3, Gen.Constant(1)), (1, Gen.Constant(2)))
        let isWork = isDetached && !ProgramApp.IsBestEffort(task)
        from fails in Gen.Elements(isWork ? FailuresOfWork : Failures)
        from atOnce in Gen.Choose(0, 3)
        from first in Gen.Choose(0, isWork && fails is not null ? 2 : 0)
        from data in Data
        select new Node("", "", id, task, delay, fails is not (null or TimeOut) && atOnce == 0, false, fails, null, data, steps, first);

    private static Gen<Step> StepOf(int task, int depth) =>
        from kind in Gen.Frequency(
            (4, Gen.Constant(StepKind.Await)),
            (2, Gen.Constant(StepKind.AwaitLater)),
            (3, Gen.Constant(StepKind.WhenAll)),
            (3, Gen.Constant(StepKind.Detach)),
            (1, Gen.Constant(StepKind.Loop))
        )
        from inHelper in Gen.Choose(0, 3)
        from catches in Gen.Choose(0, 2)
        from times in Gen.Choose(1, 4)
        from count in Gen.Choose(1, kind is StepKind.Await or StepKind.Loop ? 2 : 3)
        from nodes in CalleeOf(inHelper == 0 ? 0 : task).SelectMany(to => NodeOf(to, depth - 1, kind == StepKind.Detach)).ArrayOf(count)
        from cancelled in kind == StepKind.Detach
            ? Gen.Constant<string?>(null)
            : Gen.Frequency((38, Gen.Constant<string?>(null)), (5, Gen.Constant<string?>("before")), (1, Gen.Constant<string?>("after")))
        select new Step(
            kind,
            catches > 0,
            inHelper == 0,
            times,
            cancelled is null ? nodes : [.. nodes[..^1], nodes[^1] with { Cancelled = cancelled, Fails = null, FailsAtOnce = false, Steps = [] }]
        );

    private static readonly Gen<object> Data =
        from size in Gen.Elements(Sizes)
        from character in Gen.Elements('a', '"', '\\', '☃', '\n', '<')
        from number in Gen.Choose(-3, 1000)
        from real in Gen.Elements(0, -0.1, 1e300, 5e-324, 0.30000000000000004)
        from shape in Gen.Choose(0, 2)
        select (object)
            new
            {
                text = new string(character, size),
                number = number < 0 ? (int?)null : number,
                real,
                money = number * 1.10m,
                id = new Guid(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
                at = new DateTimeOffset(2026, 2, 28, 23, 59, 59, 999, TimeSpan.FromHours(number % 12)).AddTicks(number),
                span = TimeSpan.FromTicks(number * 12345L),
                bytes = Enumerable.Range(0, size % 999).Select(i => (byte)i).ToArray(),
                kind = shape,
                list = Enumerable.Range(0, size % 7).Select(i => i % 3 == 0 ? null : new string(character, i)).ToArray(),
                map = Enumerable.Range(0, size % 5).ToDictionary(i => $"{character}{i}", i => long.MaxValue - i),
                shape = JsonSerializer.SerializeToElement<object>(
                    shape switch
                    {
                        0 => new Dictionary<string, object> { ["$type"] = "circle", ["radius"] = real },
                        1 => new Dictionary<string, object> { ["$type"] = "square", ["side"] = 1.50m },
                        _ => new Dictionary<string, object>
                        {
                            ["$type"] = "square",
                            ["side"] = 2,
                            ["inside"] = new Dictionary<string, object> { ["$type"] = "circle", ["radius"] = 1 },
                        },
                    }
                ),
                json = JsonSerializer.SerializeToElement(new { a = new object?[] { 1, null, "x" } }),
            };

    /// <summary>One step less, one node's steps in the place of the whole, or a plainer node.</summary>
    private static IEnumerable<Node> Shrink(Node node)
    {
        for (var i = 0; i < node.Steps.Count; i++)
        {
            yield return node with
            {
                Steps = [.. node.Steps.Take(i), .. node.Steps.Skip(i + 1)],
            };
            var step = node.Steps[i];
            for (var child = 0; child < step.Nodes.Count; child++)
            {
                if (step.Nodes.Count > 1)
                    yield return With(node, i, step with { Nodes = [.. step.Nodes.Take(child), .. step.Nodes.Skip(child + 1)] });
                foreach (var smaller in Shrink(step.Nodes[child]))
                    yield return With(node, i, step with { Nodes = [.. step.Nodes.Take(child), smaller, .. step.Nodes.Skip(child + 1)] });
            }
            if (step.InHelper && node.Task < 8)
                yield return With(node, i, step with { InHelper = false });
        }
        if (node.Delay > 0)
            yield return node with
            {
                Delay = 0,
            };
        if (node.Fails is not null)
            yield return node with
            {
                Fails = null,
                FailsAtOnce = false,
                FailsFirst = 0,
            };
    }

    private static Node With(Node node, int index, Step step) =>
        node with
        {
            Steps = [.. node.Steps.Take(index), step, .. node.Steps.Skip(index + 1)],
        };
}
