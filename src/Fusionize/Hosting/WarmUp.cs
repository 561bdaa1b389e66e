using Fusionize.CompilerServices;

namespace Fusionize.Hosting;

/// <summary>Goes the ways of the first request once in INIT, so that it finds them compiled.</summary>
internal static class WarmUp
{
    public static void Run(Dispatcher dispatcher, FunctionEnvironment environment, RuntimeApiClient api)
    {
        // Meanwhile on another thread, which also brings up the thread pool.
        var protocol = Task.Run(api.Rehearse);
        try
        {
            dispatcher.WarmUp(new FunctionRehearsal(dispatcher, environment));
        }
        finally
        {
            protocol.GetAwaiter().GetResult();
        }
    }
}
