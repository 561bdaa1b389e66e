namespace Fusionize.Optimization.Replay;

/// <summary>The errors of replays. Numbers are never reused.</summary>
public static class ReplayCodes
{
    public const string Unreadable = "FZ1800";
    public const string BadRecords = "FZ1801";
    public const string BadSetups = "FZ1802";
    public const string NotOneSeries = "FZ1803";
}
