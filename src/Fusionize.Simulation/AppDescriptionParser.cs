using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Fusionize.Setups;
using Fusionize.Setups.Files;
using Fusionize.Shared;

namespace Fusionize.Simulation;

/// <summary>Reads an application description (<c>*.app.json</c>). Unknown fields are errors.</summary>
public sealed class AppDescriptionParser
{
    private const int MaxTasks = 1000;

    /// <summary>The longest that a request may take on Lambda. More would cost the simulation hours, and print figures without meaning.</summary>
    private const double MaxMs = 900_000;

    private const double MaxSigma = 10;
    private const double MaxPackageKB = 1 << 20;

    private readonly string _file;
    private readonly Dictionary<string, OperationStep> _operations = new(StringComparer.Ordinal);

    private AppDescriptionParser(string file) => _file = file;

    public static AppDescription ReadFile(string file)
    {
        byte[] content;
        try
        {
            content = InputFile.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FusionizeException(SimulationCodes.Unreadable, file, $"The file can't be read: {e.Message}");
        }
        return Parse(content, file);
    }

    public static AppDescription Parse(ReadOnlyMemory<byte> utf8, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new() { CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false });
            return new AppDescriptionParser(file).App(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FusionizeException(SimulationCodes.NotJson, file, $"Not JSON: {e.Message}");
        }
    }

    private AppDescription App(JsonElement root)
    {
        Fields(root, "", ["fusionize", "app", "tasks"], ["model", "operations"]);
        if (Int(root, "", "fusionize", 0, 1, int.MaxValue) != 1)
            throw Bad("fusionize", "only version 1 is known");
        var app = Text(root, "", "app");
        if (!SetupNames.IsAppName(app))
            throw Bad("app", $"'{app}' isn't the name of an application");
        if (root.TryGetProperty("operations", out var operations))
        {
            foreach (var operation in Members(operations, "operations"))
                _operations.Add(operation.Name, Operation(operation.Value, $"operations.{operation.Name}", operation.Name));
        }
        var tasks = Items(root.GetProperty("tasks"), "tasks").Select((t, i) => Task(t, $"tasks[{i}]")).ToImmutableArray();
        if (tasks.Length is 0 or > MaxTasks)
            throw Bad("tasks", $"there must be 1 to {MaxTasks} tasks, not {tasks.Length}");
        if (tasks.GroupBy(t => t.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw Bad("tasks", $"task '{twice.Key}' occurs twice");
        var description = new AppDescription(app, tasks) { Model = Text(root, "", "model", LambdaModel.DotNet.Name) };
        for (var i = 0; i < tasks.Length; i++)
            CheckNames(description, tasks[i].Steps, $"tasks[{i}].steps");
        return description;
    }

    private OperationStep Operation(JsonElement json, string at, string name)
    {
        Fields(json, at, ["waitMs", "cpuMs"], ["firstCpuMs", "sigma"]);
        return new(
            name,
            Number(json, at, "waitMs", MaxMs),
            Number(json, at, "cpuMs", MaxMs),
            Number(json, at, "firstCpuMs", MaxMs, 0),
            Number(json, at, "sigma", MaxSigma, 0)
        );
    }

    private TaskDescription Task(JsonElement json, string at)
    {
        Fields(json, at, ["id", "steps"], ["entry", "firstCpuMs", "minMemoryMB", "initMs", "packageKB", "failureProbability"]);
        var id = Text(json, at, "id");
        if (!TaskId.IsValid(id))
            throw Bad(at + ".id", $"'{id}' isn't a task name");
        return new(
            id,
            Flag(json, at, "entry"),
            Steps(json.GetProperty("steps"), at + ".steps", 0),
            Number(json, at, "firstCpuMs", MaxMs, 0),
            Int(json, at, "minMemoryMB", FusionGroup.MinMemoryMB, FusionGroup.MinMemoryMB, FusionGroup.MaxMemoryMB),
            Number(json, at, "packageKB", MaxPackageKB, 0),
            Probability(json, at, "failureProbability", 0)
        )
        {
            InitMs = Number(json, at, "initMs", MaxMs, 0),
        };
    }

    private ImmutableArray<Step> Steps(JsonElement json, string at, int depth) =>
        depth > 16 ? throw Bad(at, "steps are nested too deeply") : [.. Items(json, at).Select((s, i) => Step(s, $"{at}[{i}]", depth))];

    private Step Step(JsonElement json, string at, int depth)
    {
        string[] always = ["probability", "from"];
        Step step;
        if (json.ValueKind != JsonValueKind.Object)
            throw Bad(at, "this must be an object");
        if (json.TryGetProperty("cpuMs", out _))
        {
            Fields(json, at, ["cpuMs"], [.. always, "threads", "sigma"]);
            step = new CpuStep(Number(json, at, "cpuMs", MaxMs), Int(json, at, "threads", 1, 1, 64))
            {
                Sigma = json.TryGetProperty("sigma", out _) ? Number(json, at, "sigma", MaxSigma) : null,
            };
        }
        else if (json.TryGetProperty("waitMs", out _))
        {
            Fields(json, at, ["waitMs"], [.. always, "sigma"]);
            step = new WaitStep(Number(json, at, "waitMs", MaxMs), Number(json, at, "sigma", MaxSigma, 0));
        }
        else if (json.TryGetProperty("use", out _))
        {
            Fields(json, at, ["use"], [.. always, "count", "parallel"]);
            var name = Text(json, at, "use");
            if (!_operations.TryGetValue(name, out var operation))
                throw Bad(at + ".use", $"there is no operation '{name}'");
            var count = Int(json, at, "count", 1, 1, 1000);
            step = Flag(json, at, "parallel")
                ? new ParallelStep([.. Enumerable.Range(0, count).Select(_ => ImmutableArray.Create<Step>(operation))])
                : operation with
                {
                    Count = count,
                };
        }
        else if (json.TryGetProperty("call", out _))
        {
            Fields(json, at, ["call"], [.. always, "async", "count", "inBytes", "outBytes"]);
            step = new CallStep(Text(json, at, "call"), Flag(json, at, "async") ? CallKind.Async : CallKind.Sync, Int(json, at, "count", 1, 1, 1000))
            {
                InBytes = Int(json, at, "inBytes", 0, 0, int.MaxValue),
                OutBytes = Int(json, at, "outBytes", 0, 0, int.MaxValue),
            };
        }
        else if (json.TryGetProperty("parallel", out var branches))
        {
            Fields(json, at, ["parallel"], always);
            step = new ParallelStep([.. Items(branches, at + ".parallel").Select((b, i) => Steps(b, $"{at}.parallel[{i}]", depth + 1))]);
        }
        else
        {
            throw Bad(at, "a step has one of the fields cpuMs, waitMs, use, call, parallel");
        }
        step = step with { Probability = Probability(json, at, "probability", 1) };
        return json.TryGetProperty("from", out var callers)
            ? step with
            {
                From =
                [
                    .. Items(callers, at + ".from")
                        .Select(c => c.ValueKind == JsonValueKind.String ? c.GetString()! : throw Bad(at + ".from", "these must be names")),
                ],
            }
            : step;
    }

    private void CheckNames(AppDescription app, ImmutableArray<Step> steps, string at)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i] is CallStep call && app.Find(call.To) is null)
                throw Unknown($"{at}[{i}].call", call.To);
            if (steps[i].From.FirstOrDefault(f => app.Find(f) is null) is { } caller)
                throw Unknown($"{at}[{i}].from", caller);
            if (steps[i] is ParallelStep parallel)
            {
                for (var b = 0; b < parallel.Branches.Length; b++)
                    CheckNames(app, parallel.Branches[b], $"{at}[{i}].parallel[{b}]");
            }
        }
    }

    private void Fields(JsonElement json, string at, ReadOnlySpan<string> required, ReadOnlySpan<string> optional)
    {
        foreach (var member in Members(json, at))
        {
            if (!required.Contains(member.Name) && !optional.Contains(member.Name))
                throw Bad(Join(at, member.Name), "unknown field");
        }
        foreach (var name in required)
        {
            if (!json.TryGetProperty(name, out _))
                throw Bad(Join(at, name), "this field is missing");
        }
    }

    private JsonElement.ObjectEnumerator Members(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.Object ? json.EnumerateObject() : throw Bad(at, "this must be an object");

    private JsonElement.ArrayEnumerator Items(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : throw Bad(at, "this must be an array");

    private string Text(JsonElement json, string at, string name, string? otherwise = null)
    {
        if (!json.TryGetProperty(name, out var value) && otherwise is not null)
            return otherwise;
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Bad(Join(at, name), "this must be a string");
    }

    private bool Flag(JsonElement json, string at, string name) =>
        json.TryGetProperty(name, out var value)
        && (
            value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? value.GetBoolean()
                : throw Bad(Join(at, name), "this must be true or false")
        );

    private int Int(JsonElement json, string at, string name, int otherwise, int min, int max)
    {
        if (!json.TryGetProperty(name, out var value))
            return otherwise;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max
            ? number
            : throw Bad(Join(at, name), $"this must be a whole number from {min} to {max}");
    }

    private double Number(JsonElement json, string at, string name, double max, double? otherwise = null)
    {
        if (!json.TryGetProperty(name, out var value) && otherwise is { } number)
            return number;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number) && number >= 0 && number <= max
            ? number
            : throw Bad(Join(at, name), string.Create(CultureInfo.InvariantCulture, $"this must be a number from 0 to {max:0}"));
    }

    private double Probability(JsonElement json, string at, string name, double otherwise) => Number(json, at, name, 1, otherwise);

    private static string Join(string at, string name) => at.Length == 0 ? name : at + "." + name;

    private FusionizeException Bad(string field, string what) =>
        new(SimulationCodes.BadField, _file, char.ToUpperInvariant(what[0]) + what[1..] + ".") { Place = field };

    private FusionizeException Unknown(string field, string task) =>
        new(SimulationCodes.UnknownTask, _file, $"The application has no task '{task}'.") { Place = field };
}
