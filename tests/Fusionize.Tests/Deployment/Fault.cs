using Fusionize.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Tests.Deployment;

/// <summary>What happens to one call of a service.</summary>
public enum Fault
{
    /// <summary>The connection breaks before the service gets it.</summary>
    Lost,

    /// <summary>The service does it, and the answer gets lost.</summary>
    AnswerLost,

    ServerError,
    Throttled,

    /// <summary>No answer comes.</summary>
    TimedOut,

    /// <summary>The deploying process dies: this call and all after it never happen.</summary>
    Killed,

    /// <summary>The call is answered, and then the deploying process dies: no call of any service happens any more.</summary>
    KilledAfter,
}

internal static class Faults
{
    /// <summary>Does to a call what the fault says; nothing to the calls after it.</summary>
    /// <param name="target">The service.</param>
    /// <param name="refuse">How the service says that it can't now.</param>
    public static async Task DoAsync(this Fault fault, HttpContext context, StubServer.Request request, Uri target, Func<HttpResponse, Task> refuse)
    {
        switch (fault)
        {
            case Fault.KilledAfter:
                await StubServer.ForwardAsync(context, request, target);
                break;
            case Fault.AnswerLost:
                await StubServer.ForwardAsync(new DefaultHttpContext(), request, target);
                context.Abort();
                break;
            case Fault.ServerError or Fault.Throttled:
                await refuse(context.Response);
                break;
            case Fault.TimedOut:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            default:
                context.Abort();
                break;
        }
    }
}
