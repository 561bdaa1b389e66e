using Fusionize.Generators.Model;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Emitting;

/// <summary>
/// <c>TaskRoutes</c>: for each task with a route, its routes and the code that reads its arguments from an HTTP request. Functions with routes call
/// it. The linker removes it from all others.
/// </summary>
internal static class TaskRoutesEmitter
{
    public static void Emit(SourceProductionContext context, AppTasks app)
    {
        var tasks = app.Tasks.Where(static t => t.Http is not null).ToList();
        if (tasks.Count == 0)
            return;
        var writer = SourceWriter.NewFile();
        writer.Line("#nullable enable annotations");
        writer.Line($"namespace {app.Namespace};");
        writer.Line();
        writer.Line(Code.Never);
        writer.Line(Code.StepThrough);
        using (writer.Block("public static class TaskRoutes"))
        {
            foreach (var task in tasks)
            {
                if (task != tasks[0])
                    writer.Line();
                Routes(writer, task, task.Http!);
                Binding(writer, task, task.Http!);
                Rehearsal(writer, task, task.Http!);
            }
            foreach (var validator in tasks.SelectMany(static t => t.Http!.Validators).GroupBy(static v => v.Name).Select(static v => v.First()))
                Validator(writer, validator);
        }
        context.AddSource("TaskRoutes.g.cs", writer.ToSourceText());
    }

    private static void Routes(SourceWriter writer, TaskModel task, HttpModel http)
    {
        writer.Line($"{Access(task)} static {Code.Services}HttpRoutes {Names.RoutesOf(task.Manifest.Id)} => new {Code.Services}HttpRoutes()");
        using var _ = writer.Indent();
        var calls = http
            .Routes.Select(static r => $".Map({Code.Literal(r.Method)}, {Code.Literal(r.Template)})")
            .Concat(http.Cors is { } cors ? [$".Cors({cors})"] : Array.Empty<string>())
            .ToList();
        for (var i = 0; i < calls.Count; i++)
            writer.Line(calls[i] + (i == calls.Count - 1 ? ";" : ""));
    }

    private static void Binding(SourceWriter writer, TaskModel task, HttpModel http)
    {
        var parameters = new List<string> { $"{Code.Services}HttpExchange http" };
        if (http.Parameters.FirstOrDefault(static p => p.BodyType is not null) is { BodyType: { } body })
            parameters.Add($"global::System.Text.Json.Serialization.Metadata.JsonTypeInfo<{body}> json");
        parameters.AddRange(http.Parameters.Select(static (p, i) => FormattableString.Invariant($"out {p.Type} arg{i}")));
        writer.Line();
        using var _ = writer.Block($"{Access(task)} static void {Names.BindingOf(task.Manifest.Id)}({string.Join(", ", parameters)})");
        for (var i = 0; i < http.Parameters.Count; i++)
            writer.Line($"arg{i} = {http.Parameters[i].Value};");
        if (http.Checks.Count == 0)
            return;
        writer.Line($"var errors = new {Code.Services}ValidationErrors();");
        foreach (var line in http.Checks)
            writer.Line(line);
        writer.Line("errors.ThrowIfAny();");
    }

    private static void Rehearsal(SourceWriter writer, TaskModel task, HttpModel http)
    {
        var body = http.Parameters.FirstOrDefault(static p => p.BodyType is not null)?.BodyType;
        var json = body is null ? "" : $", global::System.Text.Json.Serialization.Metadata.JsonTypeInfo<{body}> json";
        var sample = http.Sample;
        writer.Line();
        writer.Line($"{Access(task)} static void {Names.RehearsalOf(task.Manifest.Id)}({Code.Services}Rehearsal rehearsal{json}) =>");
        using (writer.Indent())
            writer.Line($"rehearsal.Route({Code.Literal(task.Manifest.Id)}, {Code.Literal(sample.Method)}, {Code.Literal(sample.Target)},");
        using (writer.Indent())
        using (writer.Indent())
            writer.Line(
                $"new string[] {{ {string.Join(", ", sample.Headers.Select(Code.Literal))} }}, "
                    + $"{(sample.Form is { } form ? Code.Literal(form) : "null")}, {(body is null ? "null" : "json")});"
            );
    }

    private static void Validator(SourceWriter writer, ValidatorModel validator)
    {
        writer.Line();
        using var _ = writer.Block(
            $"private static void {validator.Name}({Code.Services}ValidationErrors errors, string path, {validator.Type} value)"
        );
        foreach (var line in validator.Statements)
            writer.Line(line);
    }

    /// <summary>The accessibility that the types in it permit.</summary>
    private static string Access(TaskModel task) => task.IsPublic ? "public" : "internal";
}
