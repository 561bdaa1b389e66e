using System.Diagnostics;

namespace Fusionize.Local.Execution;

/// <summary>What the caller gets: the payload, and whether it is an error ("Handled" or "Unhandled").</summary>
internal sealed record InvocationResult(ReadOnlyMemory<byte> Payload, string? FunctionError)
{
    /// <summary>What the runtime says that the payload is, if it says so.</summary>
    public string? ContentType { get; init; }

    /// <summary>The payload, when it is still to come.</summary>
    public ResponseStream? Stream { get; init; }
}

/// <summary>One request on its way through an instance. Its state belongs to the pool that runs it.</summary>
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

    /// <summary>Its caller takes an answer bit by bit.</summary>
    public bool TakesStream { get; init; }

    /// <summary>How often an instance got it before. Lambda doesn't tell a function.</summary>
    public int Redeliveries { get; init; }

    /// <summary>When the runtime got it, as <see cref="Stopwatch"/> ticks; 0 before.</summary>
    public long Started { get; set; }

    /// <summary>When the function must have answered, for the runtime to show.</summary>
    public long DeadlineUnixMs { get; set; }
    public bool Responded { get; set; }
    public bool TimedOut { get; set; }

    /// <summary>The INIT that this invocation waited for, in ms; 0 when it met a warm instance.</summary>
    public double InitMs { get; set; }

    /// <summary>How many times an instance failed to start for it.</summary>
    public int FailedInits { get; set; }
    public Timer? Timeout { get; set; }

    /// <summary>The answer.</summary>
    public Task<InvocationResult> Result => _result.Task;

    /// <summary>Done when the log holds the invocation's REPORT.</summary>
    public Task Finished => _finished.Task;

    /// <summary>The same request for another attempt; Lambda keeps the request id.</summary>
    public Invocation Again() => new(RequestId, Payload, InvokedArn, TraceId) { ClientContext = ClientContext, Redeliveries = Redeliveries + 1 };

    /// <summary>Gives the caller its answer, or ends the one that it is getting.</summary>
    public void Complete(InvocationResult value)
    {
        if (!_result.TrySetResult(value) && _result.Task is { IsCompletedSuccessfully: true, Result.Stream: { } stream })
            stream.Conclude(value);
    }

    /// <summary>Lets the caller have the answer while it comes.</summary>
    public ResponseStream OpenStream(string? contentType)
    {
        var stream = new ResponseStream(contentType);
        _result.TrySetResult(new(default, null) { Stream = stream, ContentType = contentType });
        return stream;
    }

    /// <summary>Ends it without the function: the platform itself can't serve.</summary>
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
