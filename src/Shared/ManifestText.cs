using System.Globalization;
using System.Text;

namespace Fusionize.Shared;

/// <summary>The manifest as text, as the generator writes it to an assembly's metadata.</summary>
internal static class ManifestText
{
    private static readonly string[] InitReturns = ["void", "Task", "ValueTask"];

    private static readonly string[] Multiplicities = ["once", "conditional", "loop"];

    private static readonly string[] EventParameters = Enum.GetNames(typeof(EventParameter));

    private static readonly string[] EventBatches = Enum.GetNames(typeof(EventBatch));

    public static string Write(Manifest manifest)
    {
        var text = new StringBuilder().AppendLine("fusionize", TextLines.Version);
        foreach (var task in manifest.Tasks)
            WriteTask(text, task);
        foreach (var call in manifest.Calls)
            text.AppendLine(
                "call",
                call.From ?? TextLines.None,
                call.To,
                call.IsAsync ? "async" : "sync",
                Multiplicities[(int)call.Multiplicity],
                call.Location
            );
        ConstructionText.Write(text, manifest.Classes, manifest.Services, manifest.Registrations);
        foreach (var type in manifest.Copied)
            text.AppendLine("copied", type);
        return text.ToString();
    }

    public static Manifest Parse(string text)
    {
        var tasks = new List<ManifestTask>();
        var calls = new List<ManifestCall>();
        var construction = new ConstructionText();
        var copied = new List<string>();
        var started = false;
        foreach (var line in TextLines.Read(text))
        {
            if (!started)
            {
                line.Choice(0, "fusionize");
                line.Choice(1, TextLines.Version);
                started = true;
                continue;
            }
            switch (line.Kind)
            {
                case "task":
                    tasks.Add(ReadTask(line));
                    break;
                case var _ when tasks.Count > 0 && Extend(tasks[tasks.Count - 1], line) is { } task:
                    tasks[tasks.Count - 1] = task;
                    break;
                case "call":
                    calls.Add(
                        new ManifestCall(
                            line.Optional(1),
                            line[2],
                            line.Choice(3, "sync", "async") == 1,
                            (CallMultiplicity)line.Choice(4, Multiplicities),
                            line[5]
                        )
                    );
                    break;
                case "copied":
                    copied.Add(line[1]);
                    break;
                case var _ when construction.TryRead(line):
                    break;
                default:
                    throw line.Bad($"unexpected '{line.Kind}'");
            }
        }
        return started
            ? new Manifest(
                new(tasks),
                new(calls),
                new(construction.Classes),
                new(construction.Services),
                new(construction.Registrations),
                new(copied)
            )
            : throw new FormatException("The manifest is empty.");
    }

    internal static void WriteTask(StringBuilder text, ManifestTask task)
    {
        text.AppendLine(
            "task",
            task.Id,
            task.IsEntry ? "entry" : "inner",
            task.DeclaringType,
            task.Method,
            task.IsStatic ? "static" : "instance",
            task.IsValueTask ? "ValueTask" : "Task",
            task.Result ?? TextLines.None,
            task.CancellationIndex.ToString(CultureInfo.InvariantCulture)
        );
        foreach (var parameter in task.Parameters)
            WriteParameter(text, "param", parameter);
        if (task.Init is { } init)
            text.AppendLine("init", init.Method, InitReturns[(int)init.Returns]);
        if (task.IsBestEffort)
            text.AppendLine("delivery", "best-effort");
        if (task.Http is { } http)
        {
            text.AppendLine("http", http.Body.ToString(CultureInfo.InvariantCulture), http.Value ?? TextLines.None);
            foreach (var route in http.Routes)
                text.AppendLine("route", route.Method, route.Template);
        }
        if (task.Events is { } events)
            WriteEvents(text, events);
    }

    private static void WriteEvents(StringBuilder text, ManifestEvents events)
    {
        var fields = new List<string>
        {
            "events",
            EventParameters[(int)events.Message],
            EventBatches[(int)events.Batch],
            events.Content ?? TextLines.None,
        };
        if (events.RefusesNull)
            fields.Add("not-null");
        text.AppendLine([.. fields]);
        foreach (var trigger in events.Triggers)
            text.AppendLine([
                "trigger",
                trigger.Kind,
                trigger.Source ?? TextLines.None,
                .. trigger.Options.SelectMany(static o => (string[])[o.Name, o.Value]),
            ]);
    }

    internal static void WriteParameter(StringBuilder text, string kind, ManifestParameter parameter)
    {
        if (parameter.RefusesNull)
            text.AppendLine(kind, parameter.Name, parameter.Type, parameter.Default ?? TextLines.None, "not-null");
        else
            text.AppendLine(kind, parameter.Name, parameter.Type, parameter.Default ?? TextLines.None);
    }

    internal static ManifestParameter ReadParameter(TextLines.Line line) =>
        new(line[1], line[2], line.Optional(3), line.Count > 4 && line.Choice(4, "not-null") == 0);

    internal static ManifestTask ReadTask(TextLines.Line line) =>
        new(
            TaskId.IsValid(line[1]) ? line[1] : throw line.Bad($"'{line[1]}' is no task id"),
            line.Choice(2, "inner", "entry") == 1,
            line[3],
            line[4],
            line.Choice(5, "instance", "static") == 1,
            line.Choice(6, "Task", "ValueTask") == 1,
            line.Optional(7),
            line.Number(8),
            EquatableArray<ManifestParameter>.Empty
        );

    /// <summary>The task with what a line below its own adds to it; null if the line isn't about a task.</summary>
    internal static ManifestTask? Extend(ManifestTask task, TextLines.Line line) =>
        line.Kind switch
        {
            "param" => AddParameter(task, line),
            "init" => AddInit(task, line),
            "delivery" => AddDelivery(task, line),
            "http" => AddHttp(task, line),
            "route" => AddRoute(task, line),
            "events" => AddEvents(task, line),
            "trigger" => AddTrigger(task, line),
            _ => null,
        };

    private static ManifestTask AddParameter(ManifestTask task, TextLines.Line line) =>
        task with
        {
            Parameters = new([.. task.Parameters, ReadParameter(line)]),
        };

    private static ManifestTask AddDelivery(ManifestTask task, TextLines.Line line) =>
        task with
        {
            IsBestEffort = line.Choice(1, "best-effort") == 0,
        };

    private static ManifestTask AddInit(ManifestTask task, TextLines.Line line) =>
        task with
        {
            Init = new(line[1], (InitReturn)line.Choice(2, InitReturns)),
        };

    private static ManifestTask AddHttp(ManifestTask task, TextLines.Line line) =>
        task with
        {
            Http = new(EquatableArray<ManifestRoute>.Empty, line.Number(1), line.Optional(2)),
        };

    private static ManifestTask AddRoute(ManifestTask task, TextLines.Line line) =>
        task.Http is { } http
            ? task with { Http = http with { Routes = new([.. http.Routes, new ManifestRoute(line[1], line[2])]) } }
            : throw line.Bad("a route of a task without 'http'");

    private static ManifestTask AddEvents(ManifestTask task, TextLines.Line line) =>
        task with
        {
            Events = new(
                EquatableArray<ManifestTrigger>.Empty,
                (EventParameter)line.Choice(1, EventParameters),
                line.Optional(3),
                line.Count > 4 && line.Choice(4, "not-null") == 0,
                (EventBatch)line.Choice(2, EventBatches)
            ),
        };

    private static ManifestTask AddTrigger(ManifestTask task, TextLines.Line line)
    {
        if (task.Events is not { } events)
            throw line.Bad("a trigger of a task without 'events'");
        var options = new List<ManifestOption>();
        for (var i = 3; i < line.Count; i += 2)
            options.Add(new ManifestOption(line[i], line[i + 1]));
        var trigger = new ManifestTrigger(line[1], line.Optional(2), new(options));
        return task with { Events = events with { Triggers = new([.. events.Triggers, trigger]) } };
    }
}
