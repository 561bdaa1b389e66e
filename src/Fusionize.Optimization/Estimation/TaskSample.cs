using Fusionize.Records;

namespace Fusionize.Optimization.Estimation;

/// <summary>One execution of a task, with the record that shows it.</summary>
/// <param name="IsInvoked">Whether the function was invoked for it: until its first call it has the instance to itself.</param>
/// <param name="CpuMs">CPU time, where the task ran alone in the invocation, so that all of it is the task's own.</param>
/// <param name="RemoteCalls">Remote calls, where the task ran alone.</param>
internal sealed record TaskSample(Execution Execution, InvocationRecord Record, bool IsInvoked, double? CpuMs, int RemoteCalls);
