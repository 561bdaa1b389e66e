namespace Fusionize.Local.Execution;

/// <summary>A runtime's open request for its next invocation.</summary>
internal sealed class Poller
{
    private readonly TaskCompletionSource<Invocation> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Invocation> Next => _next.Task;

    public void Deliver(Invocation invocation) => _next.SetResult(invocation);

    public void Cancel() => _next.TrySetCanceled();
}
