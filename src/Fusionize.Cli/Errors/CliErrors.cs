namespace Fusionize.Cli.Errors;

/// <summary>The tool's own errors; those of its parts keep their codes. Numbers are never reused.</summary>
internal static class CliErrors
{
    public const string Usage = "FZ1501";
    public const string File = "FZ1502";
    public const string NothingAnswered = "FZ1503";
    public const string Aws = "FZ1504";
    public const string SetupChanged = "FZ1505";
    public const string Query = "FZ1506";
    public const string Unexpected = "FZ1599";
}

/// <summary>An error with everything that the user needs: code, what is wrong and where, what to do.</summary>
internal sealed class CliException(string code, string message, string? remedy = null, int exitCode = ExitCode.Failure) : Exception(message)
{
    public string Code { get; } = code;
    public string? Remedy { get; } = remedy;
    public int ExitCode { get; } = exitCode;
}
