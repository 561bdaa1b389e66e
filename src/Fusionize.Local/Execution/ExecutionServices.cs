using Fusionize.Local.Cpu;
using Fusionize.Local.Logs;
using Fusionize.Local.Processes;
using Fusionize.Local.Server;

namespace Fusionize.Local.Execution;

/// <summary>What instances need of the platform.</summary>
internal sealed record ExecutionServices(
    LocalPlatformOptions Options, LogStore Logs, ProcessLauncher Launcher, OutputPump Output, ICpuLimiter Cpu, InstanceTransport Transport, ExecutionCounters Counters, InstanceRegistry Instances,
    InitGate Inits);
