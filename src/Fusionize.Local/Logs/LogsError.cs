namespace Fusionize.Local.Logs;

/// <summary>An error of the CloudWatch Logs API.</summary>
internal sealed class LogsError(string type, string message) : Exception(message)
{
    public string Type { get; } = type;

    /// <summary>The position of an error in a query.</summary>
    public (int Start, int End)? Location { get; private init; }

    public static LogsError Invalid(string message) => new("InvalidParameterException", message);

    public static LogsError Malformed(string message, int start, int end) =>
        new("MalformedQueryException", FormattableString.Invariant($"Malformed query at {start}: {message}")) { Location = (start, end) };

    public static LogsError GroupNotFound() => new("ResourceNotFoundException", "The specified log group does not exist.");

    public static LogsError StreamNotFound() => new("ResourceNotFoundException", "The specified log stream does not exist.");
}
