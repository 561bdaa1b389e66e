namespace Fusionize.Optimization.Replay;

/// <summary>The errors of replays. Numbers are never reused.</summary>
public static class ReplayCodes
{
    /// <summary>A file of the series can't be read.</summary>
    public const string Unreadable = "FZ1800";

    /// <summary>A line of the records isn't a record.</summary>
    public const string BadRecords = "FZ1801";

    /// <summary>The file with the setups can't be used.</summary>
    public const string BadSetups = "FZ1802";

    /// <summary>Records and setups belong to different series.</summary>
    public const string NotOneSeries = "FZ1803";
}
