using System.Globalization;
using System.Text;

namespace Fusionize.Shared;

/// <summary>
/// The parts of an application's host: properties of its class <c>Part</c>. Each is true if a group has that part. Generated code reads them. The
/// build replaces them by a group's values when it reduces the host to the group's host.
/// </summary>
internal static class HostParts
{
    public const string Class = "Part";

    /// <summary>The host's class with the methods that find nulls.</summary>
    public const string Nulls = "Nulls";

    /// <summary>The group's name.</summary>
    public const string Group = "Group";

    /// <summary>The task for requests that name no task.</summary>
    public const string DefaultTask = "DefaultTask";

    /// <summary>Whether the group serves instance tasks.</summary>
    public const string Objects = "HasObjects";

    /// <summary>Whether objects of instance tasks have the function's lifetime.</summary>
    public const string FunctionObjects = "HasFunctionObjects";

    /// <summary>Whether the group calls other functions, and connects to Lambda before the first request.</summary>
    public const string Connects = "Connects";

    /// <summary>Whether services come from a test, where it gives them. No function has this part, so no zip holds code of it.</summary>
    public const string Given = "TakesGiven";

    public static string Serves(string task) => "Serves_" + TaskId.ToIdentifier(task);

    /// <summary>Whether the task's remote slot is filled.</summary>
    public static string Calls(string task) => "Calls_" + TaskId.ToIdentifier(task);

    public static string Copies(string type) => "Copies_" + Identifier(type);

    public static string Inits(ManifestInit init) => "Inits_" + Identifier(init.Method);

    /// <summary>Whether a task class is created; otherwise a placeholder takes its place.</summary>
    public static string Makes(string type) => "Makes_" + Identifier(type);

    /// <summary>Whether the group serves tasks of the class.</summary>
    public static string Begins(string type) => "Begins_" + Identifier(type);

    /// <summary>For each type, the property of the JSON context with its metadata. Generated files have these names, so they differ by more than
    /// case.</summary>
    public static IReadOnlyDictionary<string, string> Json(IEnumerable<string> types)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var type in types)
        {
            var name = "T_" + Identifier(type);
            while (IsLikeMember(name) || !taken.Add(name))
                name += "_";
            names[type] = name;
        }
        return names;
    }

    /// <summary>Whether a type's name looks like one that System.Text.Json's generator makes from another type's: <c>OrderPropInit</c>,
    /// <c>_Order</c>.</summary>
    public static bool IsLikeMember(string name) =>
        name.StartsWith("_", StringComparison.Ordinal)
        || name.StartsWith("Create_", StringComparison.Ordinal)
        || name.StartsWith("PropName_", StringComparison.Ordinal)
        || name.EndsWith("PropInit", StringComparison.Ordinal)
        || name.EndsWith("CtorParamInit", StringComparison.Ordinal)
        || name.EndsWith("SerializeHandler", StringComparison.Ordinal);

    /// <summary>The parts that a slice has, in a fixed order.</summary>
    public static IEnumerable<string> Of(Slice slice)
    {
        var served = slice.Tasks.Where(static t => t.Role == SliceRole.Serve).Select(static t => t.Task).ToList();
        var construction = slice.Construction;
        IEnumerable<string> parts =
        [
            .. served.Select(static t => Serves(t.Id)),
            .. slice.Tasks.Where(static t => t.HasSlot).Select(static t => Calls(t.Task.Id)),
            .. slice.Tasks.Any(static t => t.Role == SliceRole.Remote || t.IsAsyncRemote) ? [Connects] : Array.Empty<string>(),
            .. slice.Copied.Select(Copies),
            .. slice.Tasks.Select(static t => t.Task.Init).OfType<ManifestInit>().Select(Inits),
            .. construction.Classes.Select(static c => Makes(c.Type)),
            .. served.Where(static t => !t.IsStatic).Select(static t => Begins(t.DeclaringType)),
            .. served.Any(static t => !t.IsStatic) ? [Objects] : Array.Empty<string>(),
            .. construction.Services.Any(static s => !s.IsPerInvocation) || construction.Registrations.Count > 0
                ? [FunctionObjects]
                : Array.Empty<string>(),
        ];
        return parts.Distinct(StringComparer.Ordinal);
    }

    /// <summary>Converts a type or member in C# to an identifier. Different names result in different identifiers.</summary>
    public static string Identifier(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name.Replace("global::", ""))
            if (c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9')
                text.Append(c);
            else if (c == '.')
                text.Append('_');
            else
                text.Append("__").Append(((int)c).ToString("x", CultureInfo.InvariantCulture)).Append("__");
        return text.ToString();
    }
}
