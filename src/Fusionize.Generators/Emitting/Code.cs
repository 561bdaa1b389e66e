using Fusionize.Generators.Parsing;
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

    /// <summary>The member that stands for a task in a generated class.</summary>
    public static string Member(string taskId) => TypeNames.Escape(TaskId.ToIdentifier(taskId));

    public static string AsyncMember(string taskId) => TaskId.ToIdentifier(taskId) + "_Async";

    /// <summary>A name that none of the others is.</summary>
    public static string Unused(string name, IReadOnlyCollection<string> others)
    {
        while (others.Contains(name))
            name = "_" + name;
        return name;
    }
}
