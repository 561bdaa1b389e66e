using Fusionize.Generators.Model;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Emitting;

/// <summary>
/// <c>TaskSwitch</c>: for each task, whether its calls are local. When the host is linked, the switches are constants. The linker then removes the
/// other branch with everything that only this branch uses.
/// </summary>
internal static class TaskSwitchEmitter
{
    public static void Emit(SourceProductionContext context, AppTasks app)
    {
        if (app.Tasks.Count == 0)
            return;
        var writer = SourceWriter.NewFile();
        writer.Line($"namespace {app.Namespace};");
        writer.Line();
        writer.Line("using global::System.Diagnostics.CodeAnalysis;");
        writer.Line();
        writer.Line(Code.Never);
        writer.Line(Code.StepThrough);
        using (writer.Block("public static class TaskSwitch"))
        {
            foreach (var task in app.Tasks)
            {
                Property(writer, Code.Switch(task.Manifest.Id), Names.LocalSwitch(task.Manifest.Id));
                Property(writer, Code.AsyncSwitch(task.Manifest.Id), Names.LocalAsyncSwitch(task.Manifest.Id));
            }
        }
        context.AddSource("TaskSwitch.g.cs", writer.ToSourceText());
    }

    private static void Property(SourceWriter writer, string name, string switchName)
    {
        writer.Line($"[FeatureSwitchDefinition({Code.Literal(switchName)})]");
        writer.Line($"public static bool {name} {{ get; }} = {Code.Services}Switches.Read({Code.Literal(switchName)});");
    }
}
