namespace Fusionize.Simulation;

/// <summary>The CPU time that a number of threads gets in a function.</summary>
internal readonly struct Pace
{
    public Pace(int threads, double cpus, double cores, LambdaModel model)
    {
        Used = Math.Min(threads, cores);
        Above = Used - cpus;
        Slowdown = threads <= model.SmoothThreads ? 1 : 1 + (threads - model.SmoothThreads) * model.Oversubscription;
        Fast = Used / threads;
        Slow = Math.Min(Used, cpus) / threads;
        if (cpus < Used)
            Slow /= Slowdown;
    }

    /// <summary>vCPUs while there is credit.</summary>
    public double Used { get; }

    /// <summary>Credit used per ms; none if 0 or less.</summary>
    public double Above { get; }

    /// <summary>CPU time per thread and ms, while the credit lasts and after that.</summary>
    public double Fast { get; }
    public double Slow { get; }

    /// <summary>The slowdown of threads that get less than one vCPU each.</summary>
    public double Slowdown { get; }
}
