using System.Globalization;
using System.Text;

namespace Fusionize.Shared;

/// <summary>A slice as text: the host's <c>slice.txt</c>.</summary>
internal static class SliceText
{
    private static readonly string[] Roles = ["serve", "local", "remote"];

    private static readonly string[] AsyncCalls = ["async-remote", "handed-over"];

    public static string Write(Slice slice)
    {
        var text = new StringBuilder()
            .AppendLine("fusionize", TextLines.Version)
            .AppendLine("app", slice.App)
            .AppendLine("group", slice.Group)
            .AppendLine("default", slice.DefaultTask);
        foreach (var task in slice.Tasks)
        {
            if (task.IsAsyncRemote)
                text.AppendLine("role", Roles[(int)task.Role], AsyncCalls[0]);
            else if (task.IsHandedOver)
                text.AppendLine("role", Roles[(int)task.Role], AsyncCalls[1]);
            else
                text.AppendLine("role", Roles[(int)task.Role]);
            if (task.Owner is { } owner)
                text.AppendLine("owner", owner);
            ManifestText.WriteTask(text, task.Task);
        }
        for (var i = 0; i < slice.Types.Count; i++)
            text.AppendLine("type", i.ToString(CultureInfo.InvariantCulture), slice.Types[i]);
        foreach (var type in slice.Copied)
            text.AppendLine("copied", type);
        var construction = slice.Construction;
        ConstructionText.Write(text, construction.Classes, construction.Services, construction.Registrations);
        foreach (var placeholder in construction.Placeholders)
            text.AppendLine("placeholder", placeholder);
        return text.ToString();
    }

    public static Slice Parse(string text)
    {
        string? version = null,
            app = null,
            group = null,
            defaultTask = null,
            owner = null;
        (SliceRole Role, int AsyncCalls)? role = null;
        var tasks = new List<SliceTask>();
        var types = new List<string>();
        var copied = new List<string>();
        var construction = new ConstructionText();
        var placeholders = new List<string>();
        foreach (var line in TextLines.Read(text))
        {
            if (version is null && line.Kind != "fusionize")
                throw line.Bad("a slice begins with 'fusionize'");
            switch (line.Kind)
            {
                case "fusionize":
                    line.Choice(1, TextLines.Version);
                    version = line[1];
                    break;
                case "app":
                    app = line[1];
                    break;
                case "group":
                    group = line[1];
                    break;
                case "default":
                    defaultTask = line[1];
                    break;
                case "role":
                    role = ((SliceRole)line.Choice(1, Roles), line.Count > 2 ? line.Choice(2, AsyncCalls) : -1);
                    owner = null;
                    break;
                case "owner":
                    owner = line[1];
                    break;
                case "task":
                    var (taskRole, asyncCalls) = role ?? throw line.Bad("a task without its role");
                    tasks.Add(new SliceTask(ManifestText.ReadTask(line), taskRole, asyncCalls == 0, asyncCalls == 1, owner));
                    (role, owner) = (null, null);
                    break;
                case var _ when tasks.Count > 0 && ManifestText.Extend(tasks[tasks.Count - 1].Task, line) is { } task:
                    tasks[tasks.Count - 1] = tasks[tasks.Count - 1] with { Task = task };
                    break;
                case "type":
                    if (line.Number(1) != types.Count)
                        throw line.Bad("types are not numbered in order");
                    types.Add(line[2]);
                    break;
                case "copied":
                    copied.Add(line[1]);
                    break;
                case "placeholder":
                    placeholders.Add(line[1]);
                    break;
                case var _ when construction.TryRead(line):
                    break;
                default:
                    throw line.Bad($"unexpected '{line.Kind}'");
            }
        }
        string Required(string? value, string name) => value ?? throw new FormatException($"The slice has no '{name}' line.");
        return new Slice(
            Required(app, "app"),
            Required(group, "group"),
            Required(defaultTask, "default"),
            new(tasks),
            new(types),
            new SliceConstruction(new(construction.Classes), new(construction.Services), new(construction.Registrations), new(placeholders)),
            new(copied)
        );
    }
}
