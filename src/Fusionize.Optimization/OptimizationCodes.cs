namespace Fusionize.Optimization;

/// <summary>The errors of optimizers. Numbers are never reused.</summary>
public static class OptimizationCodes
{
    /// <summary>The text is no goal.</summary>
    public const string BadGoal = "FZ1601";

    /// <summary>There is no optimizer of that name.</summary>
    public const string UnknownOptimizer = "FZ1602";

    /// <summary>The timetable of <c>schedule:</c> can't be used.</summary>
    public const string BadTimetable = "FZ1603";

    /// <summary>The command of <c>exec:</c> failed.</summary>
    public const string CommandFailed = "FZ1604";

    /// <summary>The command of <c>exec:</c> gave no answer in time.</summary>
    public const string CommandTimedOut = "FZ1605";

    /// <summary>An optimizer proposed a setup that can't be used.</summary>
    public const string BadAnswer = "FZ1606";

    /// <summary>The text is no constraint, or names an unknown task.</summary>
    public const string BadConstraint = "FZ1608";

    /// <summary>The file of <c>assembly:</c> doesn't exist.</summary>
    public const string NoAssembly = "FZ1609";

    /// <summary>The file of <c>assembly:</c> can't be loaded.</summary>
    public const string BadAssembly = "FZ1610";

    /// <summary>The assembly has no optimizer, several of them, or one that can't be created.</summary>
    public const string NoOptimizerType = "FZ1611";

    /// <summary>The optimizer of <c>assembly:</c> threw an exception.</summary>
    public const string OptimizerFailed = "FZ1612";

    /// <summary>The records hold no CPU times.</summary>
    public const string NoCpuTimes = "FZ1613";
}
