namespace Fusionize.Simulation;

/// <summary>What a number of threads gets of a function's CPU.</summary>
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

    /// <summary>vCPUs while the credit lasts.</summary>
    public double Used { get; }

    /// <summary>Credit that is used per ms; none at or below 0.</summary>
    public double Above { get; }

    /// <summary>CPU time per thread and ms, while the credit lasts and after that.</summary>
    public double Fast { get; }
    public double Slow { get; }

    /// <summary>How much longer threads that share less than a vCPU each take, because they are many.</summary>
    public double Slowdown { get; }
}
