using System.Text.Json;

namespace Fusionize.Testing;

/// <summary>One entry that a logger of the application has written.</summary>
/// <param name="Level">TRACE, DEBUG, INFO, WARN, ERROR or FATAL.</param>
/// <param name="Category">The logger's category: for <c>ILogger&lt;T&gt;</c>, the full name of <c>T</c>.</param>
/// <param name="Message">The formatted message.</param>
/// <param name="Task">The task that wrote it; null outside a request, for example in a constructor when the function starts.</param>
/// <param name="RequestId">The platform's id of the request; null outside a request.</param>
/// <param name="Trace">The trace that the request belongs to (<see cref="TaskInvocation.Trace"/>); null outside a request.</param>
/// <param name="Values">The values of the message and of its scopes, by name.</param>
/// <param name="Scopes">The texts of its scopes, from the outermost to the innermost.</param>
/// <param name="ErrorType">Full name of the exception's type; null if there is none.</param>
/// <param name="ErrorMessage">The exception's message; null if there is none.</param>
public sealed record LogEntry(
    string Level,
    string Category,
    string Message,
    string? Task,
    string? RequestId,
    string? Trace,
    IReadOnlyDictionary<string, JsonElement> Values,
    IReadOnlyList<string> Scopes,
    string? ErrorType,
    string? ErrorMessage
);
