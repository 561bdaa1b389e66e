using Fusionize.CompilerServices;

namespace Fusionize.Hosting;

/// <summary>Runs the code that the first request needs once in INIT, so that it is compiled before the request.</summary>
internal static class WarmUp
{
    public static void Run(Dispatcher dispatcher, FunctionEnvironment environment, RuntimeApiClient api)
    {
        // On another thread at the same time. This also starts the thread pool.
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
