using Fusionize.Optimization.Optimizers;

namespace Fusionize.Optimization;

/// <summary>An optimizer that can't do its work: a bad goal, a bad timetable, an external command that fails.</summary>
public sealed class OptimizationException(string code, string subject, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>FZ16xx, see <see cref="OptimizationCodes"/>.</summary>
    public string Code { get; } = code;

    /// <summary>What the message is about: the goal's text, a file, a command.</summary>
    public string Subject { get; } = subject;

    public string Describe() => $"{Subject}: error {Code}: {Message}";
}

/// <summary>The errors of optimizers. Numbers are never reused.</summary>
public static class OptimizationCodes
{
    public const string BadGoal = "FZ1601";
    public const string UnknownOptimizer = "FZ1602";
    public const string BadTimetable = "FZ1603";
    public const string CommandFailed = "FZ1604";
    public const string CommandTimedOut = "FZ1605";
    public const string BadAnswer = "FZ1606";
    public const string NoHistory = "FZ1607";
    public const string BadConstraint = "FZ1608";
}
