using System.ComponentModel;
using Fusionize.Invocations;

namespace Fusionize.Hosting;

/// <summary>What is running in this function: for libraries that write it to logs, such as Fusionize.Logging.</summary>
/// <remarks>Only functions with such a library contain the code that keeps this up to date.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RunningTask
{
    private readonly Frame _frame;

    private RunningTask(Frame frame) => _frame = frame;

    /// <summary>The task that the running code belongs to; null outside a request, for example in INIT or in a unit test.</summary>
    public static RunningTask? Current => Frame.Current is { Invocation.RequestId.Length: > 0 } frame ? new RunningTask(frame) : null;

    /// <summary>The task's id.</summary>
    public string Task => _frame.Task;

    /// <summary>The platform's id of the request.</summary>
    public string RequestId => _frame.Invocation.RequestId;

    /// <summary>The setup's id.</summary>
    public string Setup => _frame.Invocation.Setup;

    /// <summary>The trace's id as defined by W3C, 32 hexadecimal digits. It is the same in all functions that serve one request.</summary>
    public string TraceId => _frame.Invocation.Context.TraceText();

    /// <summary>The platform's own trace header (X-Ray); null if there is none.</summary>
    public string? PlatformTrace => _frame.Invocation.PlatformTrace;
}
