using Fusionize.Shared;
using Microsoft.CodeAnalysis.CSharp;

namespace Fusionize.Generators.Emitting;

/// <summary>Pieces of code that several emitters use.</summary>
internal static class Code
{
    public const string Services = "global::Fusionize.CompilerServices.";
    public const string CancellationToken = "global::System.Threading.CancellationToken";
    public const string Never = "[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]";

    public const string StepThrough = "[global::System.Diagnostics.DebuggerStepThrough]";

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    // The members for a task in a generated class are named by the task's id and a suffix. With the suffix an id can't equal a keyword, the name of
    // the class, or another member.

    /// <summary>The member of <c>TaskSwitch</c> that is true if synchronous calls are local.</summary>
    public static string Switch(string taskId) => TaskId.ToIdentifier(taskId) + "_Local";

    /// <summary>The member of <c>TaskSwitch</c> that is true if asynchronous calls are local, too.</summary>
    public static string AsyncSwitch(string taskId) => TaskId.ToIdentifier(taskId) + "_LocalAsync";

    /// <summary>The member of <c>TaskRemote</c> that calls the task in another function.</summary>
    public static string Slot(string taskId) => Names.SlotOf(taskId);

    /// <summary>The member of <c>TaskSlot</c> that is the slot's type.</summary>
    public static string SlotType(string taskId) => TaskId.ToIdentifier(taskId) + "_Call";

    /// <summary>The member of <c>TaskRemote</c> that is the slot's field.</summary>
    public static string SlotField(string taskId) => TaskId.ToIdentifier(taskId) + "_Field";

    /// <summary>A name that differs from all others.</summary>
    public static string Unused(string name, IReadOnlyCollection<string> others)
    {
        while (others.Contains(name))
            name = "_" + name;
        return name;
    }
}
