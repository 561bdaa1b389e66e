namespace Fusionize.Rounds;

/// <summary>The errors of rounds. Numbers are never reused.</summary>
public static class RoundCodes
{
    /// <summary>The folder contains no project, or several.</summary>
    public const string NoProject = "FZ1510";

    public const string BuildFailed = "FZ1511";

    /// <summary>The project builds, but creates no zips.</summary>
    public const string NotFused = "FZ1512";

    /// <summary>The application has no entry task, or not the requested one.</summary>
    public const string NoEntry = "FZ1513";

    /// <summary>Another loop runs in the folder.</summary>
    public const string InUse = "FZ1514";

    /// <summary>The folder contains files that no loop has created.</summary>
    public const string ForeignFolder = "FZ1515";

    /// <summary>Someone else published a setup meanwhile.</summary>
    public const string SetupChanged = "FZ1516";

    /// <summary>No request of a round succeeded.</summary>
    public const string NothingServed = "FZ1517";

    /// <summary>The functions ran, but left no trace lines.</summary>
    public const string NoTraces = "FZ1518";

    /// <summary>Asynchronous work doesn't end.</summary>
    public const string NotDrained = "FZ1519";

    /// <summary>A collector of OpenTelemetry can't be reached, or refuses the spans.</summary>
    public const string Collector = "FZ1508";

    /// <summary>Someone else changed the store while the optimizer was running.</summary>
    public const string OptimizedMeanwhile = "FZ1505";
}
