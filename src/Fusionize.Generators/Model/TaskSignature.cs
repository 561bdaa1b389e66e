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
    bool IsBestEffort = false
)
{
    /// <summary>What the method returns, where <c>System.Threading.Tasks</c> is imported.</summary>
    public string ReturnType => (IsValueTask ? "ValueTask" : "Task") + ResultArgument;

    /// <summary>The result as type argument: <c>&lt;T&gt;</c> or nothing.</summary>
    public string ResultArgument => Result is null ? "" : $"<{Result}>";

    /// <summary>The parameters without the cancellation token.</summary>
    public IEnumerable<Parameter> Arguments => Parameters.Where((_, i) => i != CancellationIndex);
}

/// <summary>A parameter.</summary>
/// <param name="Name">A name that generated code can use: <c>@</c> before a keyword, and never that of a type it names.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsCopied">Whether a local call passes a copy.</param>
internal sealed record Parameter(string Name, string Type, bool IsCopied);
