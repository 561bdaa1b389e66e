using Fusionize.Invocations;
using Fusionize.Tracing;

namespace Fusionize.CompilerServices;

/// <summary>The attempt of a call with arguments of type <typeparamref name="TArgs"/>.</summary>
internal sealed class DetachedAttempt<TArgs>(
    LocalAttempts attempts,
    string from,
    string to,
    CallEntry? entry,
    TArgs args,
    Func<TArgs, CancellationToken, Task> callee,
    Func<TArgs, RemoteCall, Task> again
) : DetachedAttempt(attempts, from, to, entry)
{
    protected override Task CallAsync(CancellationToken cancellation) => callee(args, cancellation);

    protected override Task SendAsync(TaskContext attempt) => again(args, new RemoteCall(From, CallKind.Async, attempt));
}
