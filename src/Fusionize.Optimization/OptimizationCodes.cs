namespace Fusionize.Optimization;

/// <summary>The errors of optimizers. Numbers are never reused.</summary>
public static class OptimizationCodes
{
    public const string BadGoal = "FZ1601";
    public const string UnknownOptimizer = "FZ1602";
    public const string BadTimetable = "FZ1603";
    public const string CommandFailed = "FZ1604";
    public const string CommandTimedOut = "FZ1605";
    public const string BadAnswer = "FZ1606";
    public const string BadConstraint = "FZ1608";
}
