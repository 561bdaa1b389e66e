namespace Fusionize.Local.Execution;

/// <summary>How a request ends that its instance didn't answer: the caller's error, the log's line, REPORT's status.</summary>
internal sealed record InstanceFailure(InvocationResult Result, string Line, string Status, bool IsTimeOut = false)
{
    public static InstanceFailure TimedOut(string requestId, int seconds) =>
        new(FunctionErrors.TimedOut(requestId, seconds), LogLines.TimedOut(requestId, seconds), "Status: timeout", IsTimeOut: true);

    /// <summary>The process ended in mid-request.</summary>
    public static InstanceFailure Of(string requestId, EndCause cause, int exitCode) =>
        cause == EndCause.OutOfMemory
            ? Error(requestId, FunctionErrors.OutOfMemory(requestId), FunctionErrors.DescribeExit(FunctionErrors.KilledExitCode), FunctionErrors.OutOfMemoryType)
            : Error(requestId, FunctionErrors.Exited(requestId, FunctionErrors.DescribeExit(exitCode)), FunctionErrors.DescribeExit(exitCode), FunctionErrors.ExitErrorType);

    /// <summary>INIT failed.</summary>
    public static InstanceFailure OfInit(string requestId, InitError? reported, EndCause cause, int exitCode)
    {
        var how = FunctionErrors.DescribeExit(exitCode);
        return Error(requestId, reported?.Result ?? FunctionErrors.Exited(requestId, how), how, InitErrorType(reported, cause));
    }

    public static string InitErrorType(InitError? reported, EndCause cause) =>
        reported?.Type ?? (cause == EndCause.OutOfMemory ? FunctionErrors.OutOfMemoryType : FunctionErrors.ExitErrorType);

    private static InstanceFailure Error(string requestId, InvocationResult result, string how, string type) =>
        new(result, $"RequestId: {requestId} Error: {how}\n{type}\n", $"Status: error\tError Type: {type}");
}

/// <summary>What the runtime, or the platform for it, said of an INIT that failed.</summary>
internal sealed record InitError(InvocationResult Result, string Type);
