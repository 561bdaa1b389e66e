using Fusionize.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Emitting;

/// <summary>
/// <c>TaskRemote</c>: a slot per task. The start-up of a group fills the slots of the tasks that the group calls but doesn't contain. The slots have
/// no initializers: a static constructor would make the linker keep the types of every task's signature.
/// </summary>
internal static class TaskRemoteEmitter
{
    public static void Emit(SourceProductionContext context, AppTasks app)
    {
        if (app.Tasks.Count == 0)
            return;
        var writer = SourceWriter.NewFile();
        writer.Line("#nullable enable annotations");
        writer.Line($"namespace {app.Namespace};");
        writer.Line();
        writer.Line(Code.Never);
        using (writer.Block("public static class TaskSlot"))
        {
            foreach (var task in app.Tasks)
                writer.Line($"{Access(task)} delegate {Returned(task.Signature)} {Code.SlotType(task.Manifest.Id)}({Parameters(task.Signature)});");
        }
        writer.Line();
        writer.Line(Code.Never);
        writer.Line(Code.StepThrough);
        using (writer.Block("public static class TaskRemote"))
        {
            writer.Line("private static global::System.InvalidOperationException NotConnected(string task) =>");
            using (writer.Indent())
                writer.Line("new($\"Task '{task}' is not in this function, and nothing is connected that would call it elsewhere.\");");
            foreach (var task in app.Tasks)
                Slot(writer, task);
        }
        context.AddSource("TaskRemote.g.cs", writer.ToSourceText());
    }

    private static void Slot(SourceWriter writer, TaskModel task)
    {
        var id = task.Manifest.Id;
        var (type, name, field) = (Code.SlotType(id), Code.Slot(id), Code.SlotField(id));
        writer.Line();
        writer.Line($"private static TaskSlot.{type}? {field};");
        writer.Line(
            $"{Access(task)} static TaskSlot.{type} {name} {{ get => {field} ?? throw NotConnected({Code.Literal(id)}); set => {field} = value; }}"
        );
    }

    /// <summary>The highest visibility that the types in the signature allow.</summary>
    private static string Access(TaskModel task) => task.IsPublic ? "public" : "internal";

    private static string Returned(TaskSignature signature) => "global::System.Threading.Tasks.Task" + signature.ResultArgument;

    private static string Parameters(TaskSignature signature)
    {
        var arguments = signature.Arguments.ToList();
        var names = arguments.Select(static p => p.Name).ToList();
        return string.Join(
            ", ",
            [
                $"{Code.Services}RemoteCall {Code.Unused("call", names)}",
                .. arguments.Select(static p => $"{p.Type} {p.Name}"),
                $"{Code.CancellationToken} {Code.Unused("cancellation", names)}",
            ]
        );
    }
}
