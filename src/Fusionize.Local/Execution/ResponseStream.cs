using System.IO.Pipelines;

namespace Fusionize.Local.Execution;

/// <summary>A streamed response.</summary>
internal sealed class ResponseStream(string? contentType)
{
    private readonly Pipe _pipe = new();
    private readonly TaskCompletionSource<InvocationResult> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The content type that the runtime has set.</summary>
    public string? ContentType { get; } = contentType;

    public PipeReader Reader => _pipe.Reader;

    public PipeWriter Writer => _pipe.Writer;

    /// <summary>Whether it succeeded; known at the end of the stream. The payload is empty or describes an error.</summary>
    public Task<InvocationResult> End => _end.Task;

    public void Conclude(InvocationResult result) => _end.TrySetResult(result);
}
