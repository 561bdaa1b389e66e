using System.Globalization;
using System.Text;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>
/// The source of a random application: tasks of any signature (static or of classes that take each other, all return types, parameters of many types
/// with and without default values, nested and internal classes, explicit names), that call later ones in any way. The same for the same seed.
/// </summary>
internal sealed class RandomSource
{
    private static readonly (string Type, string Default, string Sample)[] Types =
    [
        ("int", "3", "7"),
        ("string", "\"x\\\"☃\"", "\"seven\""),
        ("double", "0.1", "1e-7"),
        ("decimal?", "null", "12.50m"),
        ("Guid", "default", "new Guid(7, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8)"),
        ("DateTimeOffset", "default", "new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.FromHours(2))"),
        ("Color", "Color.Green", "Color.Blue"),
        ("Color?", "Color.Blue", "null"),
        ("Point", "null!", "new Point(1, -2)"),
        ("Shape?", "null", "new Disc(new Point(3, 4), 0.5)"),
        ("IReadOnlyList<Point>", "null!", "[new Point(1, 2), new Point(3, 4)]"),
        ("IReadOnlyDictionary<string, int?>", "null!", "new Dictionary<string, int?> { [\"a\"] = 1, [\"B\"] = null }"),
        ("byte[]", "null!", "[1, 2, 255]"),
        ("long", "-1", "long.MaxValue"),
        ("char", "'\\\\'", "'\\''"),
        ("Uri?", "null", "new Uri(\"https://example.org/a?b=c\")"),
    ];

    private static readonly string[] Failures =
    [
        "TooMuchException(See.Digest(seen))",
        "InvalidOperationException(\"no \" + seen.Length)",
        "OperationCanceledException()",
    ];

    private readonly Random _random;
    private readonly StringBuilder _text = new();
    private readonly Task[] _tasks;
    private readonly bool _isInternal;

    public RandomSource(int seed)
    {
        _random = new Random(seed);
        _isInternal = seed % 2 == 0;
        _tasks = new Task[_random.Next(2, 8)];
        for (var i = 0; i < _tasks.Length; i++)
            _tasks[i] = new Task(
                i,
                _random.Next(3) == 0,
                _random.Next(5) == 0,
                _random.Next(4),
                NextTypes(),
                _random.Next(4) == 0 ? null : Next(Types).Type,
                _random.Next(2) == 0
            );
        _text.Append(Preamble);
        foreach (var task in _tasks)
            Append(task);
        AppendPlain();
    }

    public string Text => _text.ToString();

    private static string Preamble =>
        """
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using System.Text.Json;
            using System.Text.Json.Serialization;
            using System.Threading;
            using System.Threading.Tasks;
            using Fusionize;

            public enum Color { Red, Green, Blue }
            public sealed record Point(int X, int Y);
            [JsonDerivedType(typeof(Disc), "disc")] public abstract record Shape;
            public sealed record Disc(Point Center, double Radius) : Shape;
            public sealed class TooMuchException(string message) : ArgumentOutOfRangeException(null, message);

            internal static class See
            {
                public static readonly Action<string, string> Effect = (Action<string, string>)AppContext.GetData("Fusionize.Equality.Effect")!;
                private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { IncludeFields = true };

                public static string Of<T>(T value) => JsonSerializer.Serialize(value, Json);

                public static string Digest(string text) => text.Length < 200 ? text : text[..80] + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

                public static async Task<string> Result<T>(Task<T> call) => Of(await call);

                public static async Task<string> Result(Task call) { await call; return "done"; }

                public static async Task<string> Caught(Task<string> call)
                {
                    try { return await call; }
                    catch (TaskFailedException e) { return $"{string.Join(">", e.ErrorTypes)} {e.Message} {e.Task} {e.Is<ArgumentException>()}"; }
                }
            }


            """;

    private void Append(Task task)
    {
        var isInternal = task.IsInstance ? _isInternal : task.Index % 3 == 2;
        var needs = Needed(task).Select(t => $"Class{t.Index} class{t.Index}");
        _text.Append(
            task.IsInstance
                ? $"{(isInternal ? "internal" : "public")} sealed class Class{task.Index}({string.Join(", ", needs)})\n{{\n"
                : $"{(isInternal ? "internal" : "public")} static class Class{task.Index}\n{{\n    internal static class Inner\n    {{\n"
        );
        var parameters = task.Types.Select((t, p) => $"{t.Type} p{p}{(p >= task.FirstDefault ? $" = {t.Default}" : "")}").Prepend("string run");
        var token = task.TakesToken ? [$"CancellationToken ct{(task.FirstDefault < task.Types.Count ? " = default" : "")}"] : Array.Empty<string>();
        // What fails of detached work would else run more than once: HandOverTests and FusionizedAppTests look at that.
        var name = task.IsNamed
            ? $"(Entry = true, Name = \"Named.T{task.Index}\", Delivery = Delivery.BestEffort)"
            : "(Entry = true, Delivery = Delivery.BestEffort)";
        var returned = (task.IsValueTask ? "ValueTask" : "Task") + (task.Result is null ? "" : $"<{task.Result}>");
        _text.Append(
            CultureInfo.InvariantCulture,
            $$"""
                [FusionTask{{name}}]
                public {{(task.IsInstance ? "" : "static ")}}async {{returned}} T{{task.Index}}({{string.Join(", ", [.. parameters, .. token])}})
                {
                    var isDetached = run.EndsWith('!');
                    run = run.TrimEnd('!');
                    try
                    {
                    await Task.CompletedTask;
                    {{string.Concat(
                task.IsInstance ? Needed(task).Select(t => $"_ = class{t.Index}; ") : []
            )}}
                    var seen = "T{{task.Index}}({{string.Join(", ", task.Types.Select((_, p) => $"\" + See.Of(p{p}) + \""))}})";
                    See.Effect(run, See.Digest(seen));

            """
        );
        if (_random.Next(3) == 0)
            _text.Append("        await Task.Yield();\n");
        foreach (var callee in _tasks.Where(t => t.Index > task.Index && _random.Next(2) == 0))
            AppendCall(task, callee);
        if (_random.Next(5) == 0)
            _text.Append(
                CultureInfo.InvariantCulture,
                $"        if (seen.Length % 2 == {_random.Next(2)}) throw new {Next(Failures)};\n"
            );
        _text.Append("        See.Effect(run, See.Digest(\"end \" + seen));\n");
        if (task.Result is { } result)
            _text.Append(
                CultureInfo.InvariantCulture,
                $"        return {(result == "string" ? "See.Digest(seen)" : Types.First(t => t.Type == result).Sample)};\n"
            );
        _text
            .Append("        }\n        finally { if (isDetached) See.Effect(run, \"-\"); }\n    }\n")
            .Append(task.IsInstance ? "}\n\n" : "    }\n}\n\n");
    }

    private void AppendCall(Task caller, Task callee)
    {
        var call = Call(
            callee,
            callee.IsInstance
                ? caller.IsInstance
                    ? $"class{callee.Index}."
                    : null
                : $"Class{callee.Index}.Inner.",
            caller.TakesToken ? "ct" : "default"
        );
        if (call is null)
            return; // a static task has no object of the class
        var asTask = callee.IsValueTask ? ".AsTask()" : "";
        var result = $"See.Result({call}{asTask})";
        _text.Append(
            _random.Next(6) switch
            {
                0 => $"        See.Effect(run, \"+\");\n        await {call.Replace("run: run", "run: run + \"!\"")}.Detach();\n",
                1 => $"        seen += await See.Caught({result});\n",
                2 => $"        foreach (var turn in new[] {{ 1, 2 }}) seen += turn + await {result};\n",
                3 => $"        var later{callee.Index} = {result};\n        await Task.Yield();\n        seen += await later{callee.Index};\n",
                4 => $"        seen += string.Join(\";\", await Task.WhenAll(See.Caught({result}), See.Caught({result})));\n",
                _ => $"        seen += await {result};\n",
            }
        );
    }

    private string? Call(Task callee, string? target, string token)
    {
        if (target is null)
            return null;
        // Some arguments by name and in another order; of those with default values some are left out.
        var arguments = callee
            .Types.Select((t, p) => $"p{p}: {(t.Type == "string" ? $"\"from {callee.Index}\"" : t.Sample)}")
            .Where((_, p) => p < callee.FirstDefault || _random.Next(2) == 0)
            .ToList();
        if (_random.Next(2) == 0)
            arguments.Reverse();
        string[] cancellation = callee.TakesToken ? [$"ct: {token}"] : [];
        return $"{target}T{callee.Index}({string.Join(", ", [.. arguments.Prepend("run: run"), .. cancellation])})";
    }

    /// <summary>The tasks whose objects the constructor of a task's class takes.</summary>
    private IEnumerable<Task> Needed(Task task) => _tasks.Where(t => t.Index > task.Index && t.IsInstance);

    /// <summary>Every task in plain calls, by its number.</summary>
    private void AppendPlain()
    {
        _text.Append("public static class Plain\n{\n    public static async Task<string> Run(string run)\n    {\n        var text = \"\";\n");
        foreach (var task in _tasks.Where(t => t.IsInstance).Reverse())
            _text.Append(
                CultureInfo.InvariantCulture,
                $"        var class{task.Index} = new Class{task.Index}({string.Join(", ", Needed(task).Select(t => $"class{t.Index}"))});\n"
            );
        foreach (var task in _tasks)
        {
            var call = Call(
                task with
                {
                    FirstDefault = task.Types.Count,
                },
                task.IsInstance ? $"class{task.Index}." : $"Class{task.Index}.Inner.",
                "default"
            );
            _text.Append(
                CultureInfo.InvariantCulture,
                $"        text += await See.Caught(See.Result({call}{(task.IsValueTask ? ".AsTask()" : "")})) + \"\\n\";\n"
            );
        }
        _text.Append("        return text;\n    }\n\n    [FusionTask(Entry = true)] public static Task<string> Root(string run) => Run(run);\n}\n");
    }

    private IReadOnlyList<(string Type, string Default, string Sample)> NextTypes() =>
        [.. Enumerable.Range(0, _random.Next(5)).Select(_ => Next(Types))];

    private T Next<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private sealed record Task(
        int Index,
        bool IsInstance,
        bool IsNamed,
        int Kind,
        IReadOnlyList<(string Type, string Default, string Sample)> Types,
        string? Result,
        bool TakesToken
    )
    {
        public int FirstDefault { get; init; } = Types.Count - Index % (Types.Count + 1);

        public bool IsValueTask => Kind < 2;
    }
}
