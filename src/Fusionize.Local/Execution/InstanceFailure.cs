namespace Fusionize.Local.Execution;

/// <summary>How a request ended that its instance didn't answer.</summary>
/// <param name="Result">What its caller gets.</param>
/// <param name="How">What the log says.</param>
internal sealed record InstanceFailure(InvocationResult Result, string How, Outcome Outcome)
{
    public static InstanceFailure TimedOut(string requestId, int seconds) => new(FunctionErrors.TimedOut(requestId, seconds), "", Outcome.TimeOut);

    /// <summary>The process ended in mid-request.</summary>
    public static InstanceFailure Of(string requestId, EndCause cause, int exitCode)
    {
        if (cause == EndCause.OutOfMemory)
            return new(
                FunctionErrors.OutOfMemory(requestId),
                FunctionErrors.DescribeExit(FunctionErrors.KilledExitCode),
                new(FunctionErrors.OutOfMemoryType)
            );
        var how = FunctionErrors.DescribeExit(exitCode);
        return new(FunctionErrors.Exited(requestId, how), how, new(FunctionErrors.ExitErrorType));
    }

    /// <summary>INIT failed.</summary>
    public static InstanceFailure OfInit(string requestId, InitError? reported, EndCause cause, int exitCode)
    {
        var how = FunctionErrors.DescribeExit(exitCode);
        return new(reported?.Result ?? FunctionErrors.Exited(requestId, how), how, OutcomeOfInit(reported, cause));
    }

    public static Outcome OutcomeOfInit(InitError? reported, EndCause cause) =>
        cause == EndCause.InitTimedOut
            ? Outcome.TimeOut
            : new(reported?.Type ?? (cause == EndCause.OutOfMemory ? FunctionErrors.OutOfMemoryType : FunctionErrors.ExitErrorType));
}

/// <summary>What a REPORT says of a failure: a time-out, or an error of a type.</summary>
internal sealed record Outcome(string? ErrorType)
{
    public static Outcome TimeOut { get; } = new((string?)null);

    public bool IsTimeOut => ErrorType is null;

    public string Status => IsTimeOut ? "timeout" : "error";
}

/// <summary>What the runtime, or the platform for it, said of an INIT that failed.</summary>
internal sealed record InitError(InvocationResult Result, string Type);
