using System.ComponentModel;
using Fusionize.Hosting;

namespace Fusionize.CompilerServices;

/// <summary>Where a group's generated <c>Main</c> goes: start-up, then the Runtime API loop.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Function
{
    /// <summary>Serves the group until the platform ends the process. Gives the process's exit code.</summary>
    /// <remarks>Blocks: the calling thread is the one that polls for requests and begins to run them.</remarks>
    public static Task<int> RunAsync(Dispatcher dispatcher) => Task.FromResult(FunctionHost.Run(dispatcher, FunctionEnvironment.Read()));
}
