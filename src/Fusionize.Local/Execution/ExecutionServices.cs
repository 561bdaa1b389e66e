using Fusionize.Local.Cpu;
using Fusionize.Local.Logs;
using Fusionize.Local.Ports;
using Fusionize.Local.Processes;

namespace Fusionize.Local.Execution;

/// <summary>The platform's services for instances.</summary>
internal sealed record ExecutionServices(
    ExecutionSettings Settings,
    LogStore Logs,
    ProcessLauncher Launcher,
    OutputPump Output,
    ICpuLimiter Cpu,
    LoopbackPorts Ports,
    ExecutionCounters Counters,
    InstanceRegistry Instances,
    InitGate Inits
);
