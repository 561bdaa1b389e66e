namespace Fusionize.Setups;

/// <summary>An error with everything that a user needs to correct it: a code, the subject, what is wrong, and what to do.</summary>
/// <param name="code">FZ1xxx, one of <see cref="ErrorCodes"/>.</param>
/// <param name="subject">The subject of the error, such as a file, a function or a store; null: the message contains it.</param>
/// <param name="message">What is wrong.</param>
/// <param name="remedy">What to do here; null: the code's remedy in <see cref="ErrorCodes"/>.</param>
/// <param name="inner">The cause of the error.</param>
public class FusionizeException(string code, string? subject, string message, string? remedy = null, Exception? inner = null)
    : Exception(message, inner)
{
    private const int MaxLength = 2000;

    public string Code { get; } = code;

    public string? Subject { get; } = subject;

    /// <summary>The place in the subject: a field such as <c>groups[1].memoryMB</c>, a line, or the call to the platform that failed.</summary>
    public string? Place { get; init; }

    public string? Remedy { get; } = remedy ?? ErrorCodes.Find(code)?.Remedy;

    /// <summary>The error and its place in the subject.</summary>
    public string Problem => Place is null ? Message : $"{Place}: {Message}";

    /// <summary>One line with everything, as the compiler writes its errors.</summary>
    public string Describe() => OneLine.Of($"{(Subject is null ? "" : $"{Subject}: ")}error {Code}: {Problem}", MaxLength);
}
