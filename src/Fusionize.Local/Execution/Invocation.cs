using System.Diagnostics;

namespace Fusionize.Local.Execution;

/// <summary>The caller's result: the payload, and whether it is an error ("Handled" or "Unhandled").</summary>
internal sealed record InvocationResult(ReadOnlyMemory<byte> Payload, string? FunctionError)
{
    /// <summary>The content type of the payload, if the runtime has set one.</summary>
    public string? ContentType { get; init; }

    /// <summary>The payload as a stream, if it isn't complete yet.</summary>
    public ResponseStream? Stream { get; init; }
}

/// <summary>One request to an instance. Its state belongs to the pool that runs it.</summary>
internal sealed class Invocation(string requestId, byte[] payload, string invokedArn, string traceId)
{
    private readonly TaskCompletionSource<InvocationResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RequestId { get; } = requestId;
    public byte[] Payload { get; } = payload;
    public string InvokedArn { get; } = invokedArn;
    public string TraceId { get; } = traceId;
    public string? ClientContext { get; init; }

    /// <summary>Collects the end of this invocation's log for callers that asked for it.</summary>
    public LogTail? Tail { get; init; }

    /// <summary>Whether its caller accepts a streamed response.</summary>
    public bool TakesStream { get; init; }

    /// <summary>Number of earlier deliveries. Lambda doesn't tell a function this number.</summary>
    public int Redeliveries { get; init; }

    /// <summary>The time of its delivery, in <see cref="Stopwatch"/> ticks; 0 before it.</summary>
    public long Started { get; set; }

    /// <summary>The deadline for the response, which the runtime receives.</summary>
    public long DeadlineUnixMs { get; set; }
    public bool Responded { get; set; }
    public bool TimedOut { get; set; }

    /// <summary>Duration of the INIT that this invocation waited for, in ms; 0 with a warm instance.</summary>
    public double InitMs { get; set; }

    /// <summary>How many times an instance failed to start for it.</summary>
    public int FailedInits { get; set; }
    public Timer? Timeout { get; set; }

    /// <summary>The response.</summary>
    public Task<InvocationResult> Result => _result.Task;

    /// <summary>Completes when the log contains the invocation's REPORT.</summary>
    public Task Finished => _finished.Task;

    /// <summary>The same request for another attempt; Lambda keeps the request id.</summary>
    public Invocation Again() => new(RequestId, Payload, InvokedArn, TraceId) { ClientContext = ClientContext, Redeliveries = Redeliveries + 1 };

    /// <summary>Passes the response to the caller, or ends a streamed response.</summary>
    public void Complete(InvocationResult value)
    {
        if (!_result.TrySetResult(value) && _result.Task is { IsCompletedSuccessfully: true, Result.Stream: { } stream })
            stream.Conclude(value);
    }

    /// <summary>Starts a streamed response to the caller.</summary>
    public ResponseStream OpenStream(string? contentType)
    {
        var stream = new ResponseStream(contentType);
        _result.TrySetResult(new(default, null) { Stream = stream, ContentType = contentType });
        return stream;
    }

    /// <summary>Ends the invocation without running the function, if the platform can't serve it.</summary>
    public void Fail(Exception error)
    {
        _result.TrySetException(error);
        _finished.TrySetResult();
    }

    public void Finish()
    {
        Timeout?.Dispose();
        _finished.TrySetResult();
    }
}
