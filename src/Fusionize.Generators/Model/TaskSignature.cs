using Fusionize.Shared;

namespace Fusionize.Generators.Model;

/// <summary>A task method as generated code writes it: types <c>global::</c>-qualified and with their nullable annotations.</summary>
internal sealed record TaskSignature(
    string DeclaringType,
    string Method,
    bool IsStatic,
    bool IsValueTask,
    string? Result,
    bool IsResultCopied,
    int CancellationIndex,
    EquatableArray<Parameter> Parameters,
    bool IsBestEffort = false,
    bool ResultAllowsNulls = false
)
{
    /// <summary>The method's return type, for code that imports <c>System.Threading.Tasks</c>.</summary>
    public string ReturnType => (IsValueTask ? "ValueTask" : "Task") + ResultArgument;

    /// <summary>The result as type argument: <c>&lt;T&gt;</c> or nothing.</summary>
    public string ResultArgument => Result is null ? "" : $"<{Result}>";

    /// <summary>The parameters without the cancellation token.</summary>
    public IEnumerable<Parameter> Arguments => Parameters.Where((_, i) => i != CancellationIndex);
}

/// <summary>A parameter.</summary>
/// <param name="Name">A name that generated code can use: keywords have an <c>@</c>, and it never equals the name of a type in that code.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsCopied">Whether a local call passes a copy.</param>
/// <param name="Declared">Of a copied parameter the name in the source, which error messages contain.</param>
/// <param name="AllowsNulls">Of a copied parameter whether its type allows nulls inside a value (for example among its elements).</param>
internal sealed record Parameter(string Name, string Type, bool IsCopied, string Declared = "", bool AllowsNulls = false);
