using Fusionize.Records;

namespace Fusionize.Optimization.Estimation;

/// <summary>One execution of a task, with the record that shows it.</summary>
/// <param name="IsInvoked">Whether it is the invoked task: no other task runs in the instance until its first call.</param>
/// <param name="CpuMs">CPU time of an invocation in which only this task ran; null otherwise.</param>
/// <param name="RemoteCalls">Remote calls of an invocation in which only this task ran.</param>
internal sealed record TaskSample(Execution Execution, InvocationRecord Record, bool IsInvoked, double? CpuMs, int RemoteCalls);
