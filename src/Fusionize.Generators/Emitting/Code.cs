using Fusionize.Shared;
using Microsoft.CodeAnalysis.CSharp;

namespace Fusionize.Generators.Emitting;

/// <summary>Small pieces that several emitters write.</summary>
internal static class Code
{
    public const string Services = "global::Fusionize.CompilerServices.";
    public const string CancellationToken = "global::System.Threading.CancellationToken";
    public const string Never = "[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]";

    public const string StepThrough = "[global::System.Diagnostics.DebuggerStepThrough]";

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    // What stands for a task in a generated class is called by the task's id and an ending of ours. So no id is a keyword there, the name of the
    // class, or that of another member.

    /// <summary>Of <c>TaskSwitch</c>: whether synchronous calls are local.</summary>
    public static string Switch(string taskId) => TaskId.ToIdentifier(taskId) + "_Local";

    /// <summary>Of <c>TaskSwitch</c>: whether asynchronous calls are, too.</summary>
    public static string AsyncSwitch(string taskId) => TaskId.ToIdentifier(taskId) + "_LocalAsync";

    /// <summary>Of <c>TaskRemote</c>: what calls the task elsewhere.</summary>
    public static string Slot(string taskId) => Names.SlotOf(taskId);

    /// <summary>Of <c>TaskSlot</c>: the slot's type.</summary>
    public static string SlotType(string taskId) => TaskId.ToIdentifier(taskId) + "_Call";

    /// <summary>Of <c>TaskRemote</c>: the slot's field.</summary>
    public static string SlotField(string taskId) => TaskId.ToIdentifier(taskId) + "_Field";

    /// <summary>A name that none of the others is.</summary>
    public static string Unused(string name, IReadOnlyCollection<string> others)
    {
        while (others.Contains(name))
            name = "_" + name;
        return name;
    }
}
