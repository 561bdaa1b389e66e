using Fusionize.Setups;

namespace Fusionize.Records;

/// <summary>What Lambda charges, in USD (us-east-1). Durations are billed per millisecond, INIT included.</summary>
public sealed record LambdaPrices(double X64PerGBSecond, double Arm64PerGBSecond, double PerRequest)
{
    public static LambdaPrices Default { get; } = new(0.0000166667, 0.0000133334, 0.20e-6);

    public double PerGBSecond(string architecture) => architecture == Architectures.Arm64 ? Arm64PerGBSecond : X64PerGBSecond;

    /// <summary>Cost of the time alone.</summary>
    public double Compute(double billedMs, double memoryMB, string architecture = Architectures.X64) =>
        billedMs / 1000 * (memoryMB / 1024) * PerGBSecond(architecture);

    /// <summary>Cost of one invocation: its time and the request fee.</summary>
    public double Invocation(double billedMs, double memoryMB, string architecture = Architectures.X64) =>
        Compute(billedMs, memoryMB, architecture) + PerRequest;

    /// <param name="setup">For the architecture of each group; null, or a setup of another application: x86.</param>
    public double Invocation(InvocationRecord record, FusionSetup? setup) =>
        Invocation(record.BilledMs, record.MemoryMB, setup?.FindGroup(record.Group)?.Architecture ?? Architectures.X64);
}
