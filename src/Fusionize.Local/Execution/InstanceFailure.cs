namespace Fusionize.Local.Execution;

/// <summary>The result of a request without a response from its instance.</summary>
/// <param name="Result">The caller's result.</param>
/// <param name="How">The text in the log.</param>
internal sealed record InstanceFailure(InvocationResult Result, string How, Outcome Outcome)
{
    public static InstanceFailure TimedOut(string requestId, int seconds) => new(FunctionErrors.TimedOut(requestId, seconds), "", Outcome.TimeOut);

    /// <summary>The process ended during the request.</summary>
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

/// <summary>The failure in a REPORT line: a time-out, or the type of an error.</summary>
internal sealed record Outcome(string? ErrorType)
{
    public static Outcome TimeOut { get; } = new((string?)null);

    public bool IsTimeOut => ErrorType is null;

    public string Status => IsTimeOut ? "timeout" : "error";
}

/// <summary>The error of a failed INIT, from the runtime or from the platform.</summary>
internal sealed record InitError(InvocationResult Result, string Type);
