using System.ComponentModel;
using Fusionize.CompilerServices;
using Fusionize.Invocations;

namespace Fusionize.Hosting;

/// <summary>Where a group's generated <c>Main</c> goes: start-up, then the Runtime API loop.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Function
{
    /// <summary>Serves the group until the platform ends the process. Gives the process's exit code.</summary>
    /// <remarks>Blocks: the calling thread is the one that polls for requests and begins to run them.</remarks>
    public static Task<int> RunAsync(Dispatcher dispatcher) => Task.FromResult(FunctionHost.Run(dispatcher, FunctionEnvironment.Read()));

    /// <summary>Begins what the application wants to have done in INIT, on a thread of the pool. For the end of
    /// <see cref="Dispatcher.Connect"/>.</summary>
    /// <param name="what">The method's name, for the log.</param>
    /// <param name="preparation">The method.</param>
    public static void Prepare(string what, Func<Task> preparation) => InitWork.Begin(TimeSpan.FromSeconds(5), async () =>
        {
            try
            {
                await preparation().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                Log.Error($"{what}, which a task names as its Init, failed", e);
            }
        });
}
