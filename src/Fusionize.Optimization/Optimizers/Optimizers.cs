using Fusionize.Setups;

namespace Fusionize.Optimization.Optimizers;

/// <summary>Makes the optimizer that a command line names.</summary>
public static class Optimizers
{
    /// <summary>Creates an optimizer by name.</summary>
    /// <param name="name"><c>model</c>, <c>paper</c>, <c>schedule:FILE</c>, <c>exec:COMMAND</c> or <c>assembly:PATH[,TYPE]</c>.</param>
    public static ISetupOptimizer Create(string name)
    {
        var colon = name.IndexOf(':');
        var argument = colon < 0 ? "" : name[(colon + 1)..].Trim();
        return (colon < 0 ? name : name[..colon]) switch
        {
            "model" when colon < 0 => new ModelOptimizer(),
            "paper" when colon < 0 => new PaperOptimizer(),
            "schedule" when argument.Length > 0 => ScheduleOptimizer.FromFile(argument),
            "exec" when argument.Length > 0 => new ExternalOptimizer(argument),
            "assembly" when argument.Length > 0 => AssemblyOptimizer.Load(argument),
            _ => throw new FusionizeException(
                OptimizationCodes.UnknownOptimizer,
                name,
                "An optimizer is model, paper, schedule:FILE, exec:COMMAND or assembly:PATH[,TYPE]."
            ),
        };
    }
}
