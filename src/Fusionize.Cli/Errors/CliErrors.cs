namespace Fusionize.Cli.Errors;

/// <summary>The tool's own errors; those of its parts keep their codes. Numbers are never reused.</summary>
internal static class CliErrors
{
    public const string Usage = "FZ1501";
    public const string File = "FZ1502";
    public const string NothingAnswered = "FZ1503";
    public const string Aws = "FZ1504";
    public const string Dashboard = "FZ1509";
    public const string Unexpected = "FZ1599";
}
