namespace Fusionize.Dashboard;

/// <summary>The errors of reports. Numbers are never reused.</summary>
public static class ReportCodes
{
    /// <summary>The input is no loop, no store and no build.</summary>
    public const string NothingToReport = "FZ1507";
}
