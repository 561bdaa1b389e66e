using System.IO.Pipelines;

namespace Fusionize.Local.Execution;

/// <summary>An answer that comes bit by bit.</summary>
internal sealed class ResponseStream(string? contentType)
{
    private readonly Pipe _pipe = new();
    private readonly TaskCompletionSource<InvocationResult> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the runtime says that it is.</summary>
    public string? ContentType { get; } = contentType;

    public PipeReader Reader => _pipe.Reader;

    public PipeWriter Writer => _pipe.Writer;

    /// <summary>Whether it went well; known once the stream has ended. Its payload is empty, or an error's.</summary>
    public Task<InvocationResult> End => _end.Task;

    public void Conclude(InvocationResult result) => _end.TrySetResult(result);
}
