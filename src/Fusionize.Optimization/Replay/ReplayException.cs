namespace Fusionize.Optimization.Replay;

/// <summary>Published records that can't be read: which file, where in it, and why.</summary>
public sealed class ReplayException(string code, string file, string? place, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>FZ18xx, see <see cref="ReplayCodes"/>.</summary>
    public string Code { get; } = code;

    public string File { get; } = file;

    /// <summary>Line or field; null when the file as a whole is meant.</summary>
    public string? Place { get; } = place;

    public string Describe() => Place is null ? $"{File}: error {Code}: {Message}" : $"{File}: error {Code}: {Place}: {Message}";
}

/// <summary>The errors of replays. Numbers are never reused.</summary>
public static class ReplayCodes
{
    public const string Unreadable = "FZ1800";
    public const string BadRecords = "FZ1801";
    public const string BadSetups = "FZ1802";
    public const string NotOneSeries = "FZ1803";
}
