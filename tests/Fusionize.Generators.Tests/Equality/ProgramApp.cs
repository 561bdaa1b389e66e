using System.Globalization;
using System.Text;
using Fusionize.Generators.Tests.Infrastructure;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>
/// One application that can be any: twelve tasks, in each of them a call of every task that it can reach, of both kinds, and the same in a helper.
/// Most are entries, and most detached calls are done at least once. What a run does (who calls whom and how, values, failures, delays,
/// cancellations, time-outs) is a tree of nodes in the arguments.
/// </summary>
internal static class ProgramApp
{
    public const int Tasks = 12;

    /// <summary>From here on they are instance tasks: of Left, which calls itself and Right; then of Right.</summary>
    private const int FirstOfLeft = 8,
        FirstOfRight = 10;

    public static Built Build() => new App { Sources = [("Tasks.cs", TasksSource()), ("Interpreter.cs", Interpreter)] }.Build();

    /// <summary>Whether there is a call of one task in the other.</summary>
    public static bool CanCall(int from, int to) =>
        to < FirstOfLeft || (from >= FirstOfLeft && to < FirstOfRight && from < FirstOfRight) || (from >= FirstOfLeft && to >= FirstOfRight);

    public static bool IsEntry(int task) => task % 4 != 1;

    /// <summary>Whether a local detached call of the task is tried once only.</summary>
    public static bool IsBestEffort(int task) => task % 5 == 4;

    /// <summary>Whether the task's only argument is the program, so that a plain request is nothing else.</summary>
    public static bool TakesProgramOnly(int task) => task % 3 == 0;

    private static string TasksSource()
    {
        var text = new StringBuilder(
            """
            using System;
            using System.Threading;
            using System.Threading.Tasks;
            using Fusionize;
            #pragma warning disable FZ0020

            public static class Flat
            {

            """
        );
        for (var task = 0; task < FirstOfLeft; task++)
            AppendTask(text, task);
        text.Append("}\n\npublic sealed class Left(Right right, Clock clock)\n{\n");
        for (var task = FirstOfLeft; task < FirstOfRight; task++)
            AppendTask(text, task);
        text.Append("}\n\npublic sealed class Right(Clock clock)\n{\n");
        for (var task = FirstOfRight; task < Tasks; task++)
            AppendTask(text, task);
        text.Append("}\n\n// Calls that stand in no task.\npublic static class Helper\n{\n");
        text.Append("    public static Task<Reply> Call(Node n, CancellationToken c) => n.Task switch\n    {\n");
        AppendCalls(text, 0, "        {0} => {1},\n", "");
        text.Append("    };\n\n    public static Task Detach(Node n, CancellationToken c) => n.Task switch\n    {\n");
        AppendCalls(text, 0, "        {0} => {2},\n", "");
        text.Append(
            "    };\n\n    public static Task<Reply> Root(Node n, CancellationToken c)\n    {\n        var right = new Right(new Clock());\n        "
                + "var left = new Left(right, new Clock());\n"
        );
        text.Append("        return n.Task switch\n        {\n");
        for (var task = 0; task < Tasks; task++)
            text.Append(
                CultureInfo.InvariantCulture,
                $"            {task} => {Reply(task, CallOf(task, task >= FirstOfRight ? "right." : task >= FirstOfLeft ? "left." : "Flat."))},\n"
            );
        return text.Append("            _ => throw new ArgumentOutOfRangeException(nameof(n)),\n        };\n    }\n}\n").ToString();
    }

    private static void AppendTask(StringBuilder text, int task)
    {
        var (returned, asReturned) = Signature(task);
        var isStatic = task < FirstOfLeft ? "static " : "";
        var clock = task < FirstOfLeft ? "Clock.Shared" : "clock";
        text.Append(
            CultureInfo.InvariantCulture,
            $$"""
                [FusionTask(Entry = {{(IsEntry(task) ? "true" : "false")}}, Delivery = Delivery.{{(
                IsBestEffort(task) ? "BestEffort" : "AtLeastOnce"
            )}})]
                public {{isStatic}}{{returned}} T{{task}}({{(
                TakesProgramOnly(task) ? "Node node, CancellationToken ct" : "Node node, int extra = 7, CancellationToken ct = default"
            )}})
                {
                    node = Interpreter.Begin(node);
                    if (node.FailsAtOnce && Interpreter.FailsNow(node)) throw Interpreter.FailureAtOnce(node);
                    return {{string.Format(
                CultureInfo.InvariantCulture,
                asReturned,
                $"Interpreter.RunAsync({(task % 3 == 0 ? $"\"T{task}\"" : $"\"T{task} \" + extra")}, node, {clock}, Call, Detach, ct)"
            )}};

                    {{isStatic}}Task<Reply> Call(Node n, CancellationToken c) => n.Task switch
                    {

            """
        );
        AppendCalls(text, task, "            {0} => {1},\n", task >= FirstOfLeft ? "Flat." : "");
        text.Append(
            CultureInfo.InvariantCulture,
            $$"""
                    };

                    {{isStatic}}Task Detach(Node n, CancellationToken c) => n.Task switch
                    {

            """
        );
        AppendCalls(text, task, "            {0} => {2},\n", task >= FirstOfLeft ? "Flat." : "");
        text.Append("        };\n    }\n\n");
    }

    private static void AppendCalls(StringBuilder text, int from, string format, string flat)
    {
        for (var to = 0; to < Tasks; to++)
        {
            if (!CanCall(from, to))
                continue;
            var call = CallOf(
                to,
                to < FirstOfLeft
                    ? flat.Length > 0 || from > 0
                        ? flat
                        : "Flat."
                    : to < FirstOfRight || from >= FirstOfRight
                        ? "this."
                        : "right."
            );
            text.AppendFormat(CultureInfo.InvariantCulture, format, to, Reply(to, call), call + ".Detach()");
        }
        text.Append("            _ => throw new ArgumentOutOfRangeException(nameof(n)),\n");
    }

    private static string CallOf(int to, string target) =>
        string.Create(CultureInfo.InvariantCulture, $"{target}T{to}(n{(to % 3 == 0 ? ", c" : to % 3 == 1 ? ", ct: c" : ", extra: n.Id, c")})");

    private static string Reply(int to, string call) =>
        (to % 4) switch
        {
            0 => call,
            1 => call + ".AsTask()",
            2 => $"Interpreter.NoReply({call})",
            _ => $"Interpreter.NoReply({call}.AsTask())",
        };

    private static (string Returned, string AsReturned) Signature(int task) =>
        (task % 4) switch
        {
            0 => ("Task<Reply>", "{0}"),
            1 => ("ValueTask<Reply>", "new ValueTask<Reply>({0})"),
            2 => ("Task", "{0}"),
            _ => ("ValueTask", "new ValueTask({0})"),
        };

    private const string Interpreter = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Threading;
        using System.Threading.Tasks;
        using Fusionize;

        public enum StepKind { Await, AwaitLater, WhenAll, Detach, Loop }

        public enum Delay { None, Yield, Millisecond }

        [JsonPolymorphic]
        [JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")]
        public abstract record Shape;
        public sealed record Circle(double Radius) : Shape;
        public sealed record Square(decimal Side, Shape? Inside = null) : Shape;

        public sealed record Data(
            string Text, int? Number, double Real, decimal Money, Guid Id, DateTimeOffset At, TimeSpan Span, byte[] Bytes, Delay Kind,
            IReadOnlyList<string?> List, IReadOnlyDictionary<string, long> Map, Shape Shape, JsonElement Json, int Level = 3, string? Note = "none")
        {
            public string Mark { get; set; } = "unmarked";
        }

        public sealed record Step(StepKind Kind, bool Catches, bool InHelper, int Times, IReadOnlyList<Node> Nodes);

        public sealed record Node(
            string Run, string Path, int Id, int Task, Delay Delay, bool FailsAtOnce, bool IsDetached, string? Fails, string? Cancelled, Data Data,
                IReadOnlyList<Step> Steps, int FailsFirst = 0);

        public sealed record Reply(string Text, Data? Data);

        public sealed class OrderException(string message, Exception? inner = null) : InvalidOperationException(message, inner);

        public sealed class Clock
        {
            public static Clock Shared { get; } = new();

            [FusionService] public static Clock New() => new();

            public Task Wait(Delay delay) => delay switch
            {
                Delay.Yield => Yield(),
                Delay.Millisecond => Task.Delay(1),
                _ => Task.CompletedTask,
            };

            private static async Task Yield() => await Task.Yield();
        }

        public static class Interpreter
        {
            private static readonly Action<string, string> Effect = Of<Action<string, string>>("Effect");
            private static readonly Action<string, string, string?, int> Attempt = Of<Action<string, string, string?, int>>("Attempt");
            private static readonly Action<string, string, object?, CancellationToken> Running =
                Of<Action<string, string, object?, CancellationToken>>("Running");
            private static readonly Action<string, string, bool> TimeIsOver = Of<Action<string, string, bool>>("TimeIsOver");
            private static readonly System.Reflection.PropertyInfo Frame =
                typeof(TaskContext).Assembly.GetType("Fusionize.AmbientTask", true)!.GetProperty("Current")!;

            private static T Of<T>(string effect) => (T)AppContext.GetData("Fusionize.Equality." + effect)!;

            /// <summary>Each attempt of a detached call has a path of its own.</summary>
            public static Node Begin(Node node)
            {
                if (!node.IsDetached)
                    return node;
                var work = TaskContext.Current;
                Attempt(node.Run, node.Path, work?.CallId, work?.Attempt ?? 0);
                return work is { Attempt: > 1 } ? node with { Path = $"{node.Path}#{work.Attempt}" } : node;
            }

            /// <summary>Where no function runs it, the only attempt is the last one.</summary>
            public static bool FailsNow(Node node) =>
                node.Fails is not null && (node.FailsFirst == 0 || (TaskContext.Current?.Attempt ?? int.MaxValue) <= node.FailsFirst);

            public static async Task<Reply> RunAsync(
                string task, Node node, Clock clock, Func<Node, CancellationToken, Task<Reply>> call, Func<Node, CancellationToken, Task> detach,
                    CancellationToken ct)
            {
                try
                {
                    return await RunStepsAsync(task, node, clock, call, detach, ct);
                }
                finally
                {
                    if (node.IsDetached) Effect(node.Run, "-");
                }
            }

            private static async Task<Reply> RunStepsAsync(
                string task, Node node, Clock clock, Func<Node, CancellationToken, Task<Reply>> call, Func<Node, CancellationToken, Task> detach,
                    CancellationToken ct)
            {
                if (node.Cancelled is not null)
                {
                    // What it waits for doesn't come before its token is cancelled; where nobody could cancel, it comes after a while.
                    await Task.Delay(node.Cancelled == "before" ? Timeout.Infinite : 2000, ct);
                    return new Reply("not cancelled", node.Data);
                }
                Effect(node.Run, node.Path + " " + task);
                Running(node.Run, node.Path, Frame.GetValue(null), ct);
                await clock.Wait(node.Delay);
                var text = node.Id + node.Data.Text.Length.ToString();
                for (var i = 0; i < node.Steps.Count; i++)
                {
                    var step = node.Steps[i];
                    Task<Reply> Call(int child, int turn)
                    {
                        var path = $"{node.Path}/{i}.{turn}.{child}";
                        var next = step.Nodes[child] with { Path = path, Run = node.Run };
                        var token = ct;
                        if (next.Cancelled is not null)
                        {
                            var source = new CancellationTokenSource();
                            if (next.Cancelled == "before") source.Cancel();
                            else source.CancelAfter(2);
                            token = source.Token;
                        }
                        return step.InHelper ? Helper.Call(next, token) : call(next, token);
                    }
                    try
                    {
                        switch (step.Kind)
                        {
                            case StepKind.Await:
                                for (var child = 0; child < step.Nodes.Count; child++)
                                    text += "," + (await Call(child, 0)).Text;
                                break;
                            case StepKind.AwaitLater:
                                var started = step.Nodes.Select((_, child) => Call(child, 0)).ToList();
                                Exception? first = null;
                                foreach (var one in started)
                                {
                                    try { text += ";" + (await one).Text; }
                                    catch (Exception e) { first ??= e; }
                                }
                                if (first is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
                                break;
                            case StepKind.WhenAll:
                                text += "&" + string.Join("&",
                                    (await Task.WhenAll(step.Nodes.Select((_, child) => Call(child, 0)))).Select(r => r.Text));
                                break;
                            case StepKind.Loop:
                                for (var turn = 0; turn < step.Times; turn++)
                                    for (var child = 0; child < step.Nodes.Count; child++)
                                        text += "*" + (await Call(child, turn)).Text;
                                break;
                            case StepKind.Detach:
                                foreach (var (child, n) in step.Nodes.Index())
                                {
                                    var next = n with { Path = $"{node.Path}/{i}.0.{child}", Run = node.Run, IsDetached = true };
                                    Effect(node.Run, "+");
                                    await (step.InHelper ? Helper.Detach(next, ct) : detach(next, ct));
                                }
                                break;
                        }
                    }
                    catch (TaskFailedException e) when (step.Catches)
                    {
                        text += $"!{e.Task}:{e.ErrorType}:{e.Message}:{e.Is<OrderException>()}:{e.Is<ArgumentException>()}";
                    }
                    catch (OperationCanceledException) when (step.Catches)
                    {
                        text += "~";
                    }
                }
                if (FailsNow(node))
                {
                    await clock.Wait(node.Delay);
                    if (node.Fails == "time")
                        await WaitUntilTimeIsOver(node, ct);
                    throw Failure(node);
                }
                Effect(node.Run, node.Path + ".");
                return new Reply(text, node.Data);
            }

            private static async Task WaitUntilTimeIsOver(Node node, CancellationToken ct)
            {
                // Where no function runs it, the token is the caller's.
                if (node.IsDetached && Frame.GetValue(null) is null)
                    throw new TaskCanceledException();
                TimeIsOver(node.Run, node.Path, node.IsDetached);
                await Task.Delay(Timeout.Infinite, ct);
            }

            public static Exception FailureAtOnce(Node node)
            {
                if (node.IsDetached) Effect(node.Run, "-");
                return Failure(node);
            }

            private static Exception Failure(Node node) => node.Fails switch
            {
                "order" => new OrderException($"order {node.Id} \"failed\" ☃", new FormatException("inner")),
                "argument" => new ArgumentNullException("node", $"number {node.Id}"),
                "cancelled" => new TaskCanceledException($"given up {node.Id}"),
                "timeout" => new TimeoutException(),
                _ => new AggregateException($"several {node.Id}", new IndexOutOfRangeException(), new OrderException("one")),
            };

            public static async Task<Reply> NoReply(Task call)
            {
                await call;
                return new Reply("done", null);
            }

            /// <summary>Runs a program by plain calls, as a unit test would. Gives the reply's JSON or what failed; null for a program that can't be
            /// read.</summary>
            public static async Task<string?> Plain(string json)
            {
                var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
                {
                    Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                    RespectNullableAnnotations = true,
                    RespectRequiredConstructorParameters = true,
                };
                Node program;
                try
                {
                    program = JsonSerializer.Deserialize<Node>(json, options)!;
                }
                catch (Exception e) when (e is JsonException or NotSupportedException)
                {
                    return null;
                }
                try
                {
                    return JsonSerializer.Serialize(await Helper.Root(program, new CancellationTokenSource().Token), options);
                }
                catch (TaskFailedException e)
                {
                    return $"{string.Join(" ", e.ErrorTypes)} | {e.Message} | {e.Task}";
                }
                catch (OperationCanceledException e)
                {
                    return e.Message;
                }
            }
        }
        """;
}
