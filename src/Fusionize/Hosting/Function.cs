using System.ComponentModel;
using Fusionize.CompilerServices;
using Fusionize.Invocations;

namespace Fusionize.Hosting;

/// <summary>The entry point that a group's generated <c>Main</c> calls: start-up, then the Runtime API loop.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Function
{
    /// <summary>Serves the group until the platform ends the process. Returns the process's exit code.</summary>
    /// <remarks>Blocks: the calling thread polls for requests and starts to run them.</remarks>
    public static Task<int> RunAsync(Dispatcher dispatcher) => Task.FromResult(FunctionHost.Run(dispatcher, FunctionEnvironment.Read()));

    /// <summary>
    /// Starts a preparation of the application in INIT, on a thread of the pool. Called at the end of <see cref="Dispatcher.Connect"/>.
    /// </summary>
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
