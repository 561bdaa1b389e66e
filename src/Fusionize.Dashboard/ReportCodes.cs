namespace Fusionize.Dashboard;

/// <summary>The errors of reports. Numbers are never reused.</summary>
public static class ReportCodes
{
    /// <summary>The input is no loop, no store and no build.</summary>
    public const string NothingToReport = "FZ1507";

    /// <summary>Pictures need a font, and a drawing library for this system.</summary>
    public const string NoPictures = "FZ1520";
}
