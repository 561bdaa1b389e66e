using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Simulation;

/// <summary>
/// A model of Lambda: the overheads of a function, and how memory determines CPU. Times are medians in ms, CPU times those of one whole vCPU, sigmas
/// standard deviations of the logarithm.
/// </summary>
public sealed record LambdaModel(string Name)
{
    /// <summary>Memory of a function with one whole vCPU.</summary>
    public double MemoryPerCpuMB { get; init; } = 1769;

    /// <summary>
    /// A function below one vCPU computes at full speed until it has used up its quota of the scheduler's period. Work that fits into this many ms of
    /// its share runs without a pause, so a small memory size slows down short work less than long work.
    /// </summary>
    public double BurstMs { get; init; }

    // The start of an instance. INIT runs at full CPU with every memory size.
    public double InitMs { get; init; }
    public double InitMsPerPackageMB { get; init; }
    public double InitSigma { get; init; }

    /// <summary>Whether INIT is billed; true since August 2025.</summary>
    public bool BillInit { get; init; } = true;

    /// <summary>Additional CPU time of an instance's first invocation.</summary>
    public double FirstInvocationCpuMs { get; init; }

    /// <summary>Additional CPU time of an instance's first remote call (client, TLS).</summary>
    public double FirstRemoteCpuMs { get; init; }

    /// <summary>
    /// The part of their first costs that the tasks of one function share (libraries, clients): 0 for nothing, 1 if only the most expensive task
    /// counts.
    /// </summary>
    public double FirstOverlap { get; init; }

    /// <summary>Noise of all first costs.</summary>
    public double FirstSigma { get; init; }

    /// <summary>The runtime's own part of an invocation's billed time.</summary>
    public double RuntimeMs { get; init; }
    public double RuntimeCpuMs { get; init; }
    public double RuntimeSigma { get; init; }

    // A synchronous remote call, besides the callee's billed time.
    public double SyncWaitMs { get; init; }
    public double SyncCpuMs { get; init; }
    public double SyncSigma { get; init; }

    // An asynchronous call: the hand-over as the caller sees it, and the time until the callee starts.
    public double HandOverWaitMs { get; init; }
    public double HandOverCpuMs { get; init; }
    public double HandOverSigma { get; init; }
    public double DispatchMs { get; init; }
    public double DispatchSigma { get; init; }

    /// <summary>
    /// The part of remote calls' CPU time that competes with other work in the function. The rest only delays its own call, as if the network were
    /// slow for small functions.
    /// </summary>
    public double RemoteCallsCompute { get; init; } = 1;

    /// <summary>The probability and cost of a new connection for a remote call.</summary>
    public double ReconnectProbability { get; init; }
    public double ReconnectMs { get; init; }
    public double ReconnectSigma { get; init; }

    public double PayloadMsPerKB { get; init; }

    /// <summary>Additional time of a root request, as the client sees it.</summary>
    public double EntryMs { get; init; }

    /// <summary>Noise of computation at 128 MB, and at one vCPU and above; between them linear in the logarithm of memory.</summary>
    public double CpuSigmaAt128 { get; init; }
    public double CpuSigmaAtFull { get; init; }

    /// <summary>The slowdown of computation by each thread above <see cref="SmoothThreads"/>, with less than one vCPU per thread.</summary>
    public double Oversubscription { get; init; }
    public int SmoothThreads { get; init; } = 2;

    /// <summary>
    /// The part by which client code (operations, remote calls, the runtime) needs more CPU time in a new instance. It decays with the number of
    /// invocations that the instance has served.
    /// </summary>
    public double WarmUp { get; init; }
    public double WarmUpInvocations { get; init; } = 20;

    /// <summary>
    /// CPU time of the compiler per invocation of a new instance, and the addition if functions are called remotely. It decays with the number of
    /// invocations that the instance has served. The compiler has a thread of its own: from two vCPUs on it costs no time.
    /// </summary>
    public double YoungCpuMs { get; init; }
    public double YoungRemoteCpuMs { get; init; }
    public double YoungInvocations { get; init; } = 10;

    public double IdleExpirySeconds { get; init; } = 600;
    public int RequestsPerInstance { get; init; } = 1;

    /// <summary>Instances per function; further requests are throttled.</summary>
    public int MaxInstances { get; init; } = 1000;

    /// <summary>New instances per function in 10 seconds.</summary>
    public int ScaleOutPer10s { get; init; } = 1000;

    /// <summary>
    /// Attempts of an asynchronous invocation that fails, the first included, and the pause before the second one; before the third it is twice as
    /// long.
    /// </summary>
    public int AsyncAttempts { get; init; } = 3;
    public double AsyncRetrySeconds { get; init; } = 60;

    /// <summary>The mean number of attempts of an asynchronous call that fails with this probability.</summary>
    public double ExpectedAttempts(double failure) => Enumerable.Range(0, AsyncAttempts).Sum(i => Math.Pow(failure, i));

    public LambdaPrices Prices { get; init; } = LambdaPrices.Default;

    /// <summary>vCPUs of a function.</summary>
    public double Cpus(int memoryMB) => memoryMB / MemoryPerCpuMB;

    /// <summary>How long <paramref name="cpuMs"/> of work on <paramref name="threads"/> threads takes in a function that does nothing else.</summary>
    public double WallMs(double cpuMs, int threads, int memoryMB) => cpuMs / Math.Min(Cpus(memoryMB), threads);

    /// <summary>The part of the compiler's work that the invocations of a function wait for.</summary>
    internal double YoungShare(int memoryMB) => Math.Clamp(2 - Cpus(memoryMB), 0, 1);

    public double CpuSigma(int memoryMB)
    {
        var part = Math.Clamp(Math.Log(memoryMB / 128.0) / Math.Log(MemoryPerCpuMB / 128), 0, 1);
        return CpuSigmaAt128 + part * (CpuSigmaAtFull - CpuSigmaAt128);
    }

    /// <summary>
    /// The platform of the published measurements: Node 16 behind an API Gateway, 2023, before INIT was billed. Calibrated on the records of
    /// February 2023.
    /// </summary>
    public static LambdaModel Published2023 { get; } =
        new("published-2023")
        {
            InitMs = 530,
            InitSigma = 0.12,
            BillInit = false,
            FirstInvocationCpuMs = 11.5,
            FirstRemoteCpuMs = 21.5,
            FirstSigma = 0.04,
            RuntimeMs = 2,
            RuntimeCpuMs = 0.3,
            RuntimeSigma = 0.2,
            BurstMs = 14,
            SyncWaitMs = 14,
            SyncCpuMs = 1.5,
            SyncSigma = 0.3,
            HandOverWaitMs = 19.5,
            HandOverCpuMs = 2.1,
            HandOverSigma = 0.3,
            DispatchMs = 32,
            DispatchSigma = 0.4,
            ReconnectProbability = 0.08,
            ReconnectMs = 62,
            ReconnectSigma = 0.35,
            EntryMs = 25,
            CpuSigmaAt128 = 0.03,
            CpuSigmaAtFull = 0.07,
            Oversubscription = 0.04,
            WarmUp = 0.3,
            WarmUpInvocations = 25,
        };

    /// <summary>The managed dotnet10 runtime with remote calls by the Invoke API, at today's prices.</summary>
    public static LambdaModel DotNet { get; } =
        new("dotnet10")
        {
            InitMs = 250,
            InitMsPerPackageMB = 12,
            InitSigma = 0.12,
            FirstInvocationCpuMs = 12,
            FirstRemoteCpuMs = 15,
            FirstSigma = 0.04,
            RuntimeMs = 1.2,
            BurstMs = 14,
            RuntimeCpuMs = 0.1,
            RuntimeSigma = 0.2,
            SyncWaitMs = 14,
            SyncCpuMs = 1.9,
            SyncSigma = 0.47,
            HandOverWaitMs = 18,
            HandOverCpuMs = 1.9,
            HandOverSigma = 0.4,
            DispatchMs = 32,
            DispatchSigma = 0.4,
            PayloadMsPerKB = 0.02,
            EntryMs = 10,
            CpuSigmaAt128 = 0.03,
            CpuSigmaAtFull = 0.07,
            Oversubscription = 0.02,
            WarmUp = 0.2,
            WarmUpInvocations = 25,
        };

    private static readonly LambdaModel[] Known = [DotNet, Published2023];

    public static LambdaModel Named(string name) =>
        Known.FirstOrDefault(m => m.Name == name)
        ?? throw new FusionizeException(
            SimulationCodes.UnknownModel,
            name,
            $"There is no platform model '{name}'; there are {string.Join(", ", Known.Select(m => m.Name))}."
        );
}
