namespace Fusionize.Local.Execution;

/// <summary>A runtime's open request for its next invocation.</summary>
internal sealed class Poller
{
    private readonly TaskCompletionSource<Invocation> next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Invocation> Next => next.Task;

    public void Deliver(Invocation invocation) => next.SetResult(invocation);

    public void Cancel() => next.TrySetCanceled();
}
