using System.Buffers;
using Fusionize.CompilerServices;

namespace Fusionize.Hosting;

/// <summary>Runs the request path once in INIT, where the CPU is whole whatever the memory size, so that the first request finds it compiled.</summary>
internal static class WarmUp
{
    public static void Run(Dispatcher dispatcher, FunctionEnvironment environment)
    {
        // The application's serializers meanwhile on another thread, which also brings up the thread pool.
        var serializers = Task.Run(dispatcher.WarmUp);
        var idle = new IdleDispatcher(dispatcher);
        var runner = new InvocationRunner(idle, environment);
        var trace = new TraceOutput(idle, environment, Stream.Null);
        runner.Run("""{"fusionize":1,"task":"_","args":{"_":0},"traceparent":"00-00000000000000000000000000000001-0000000000000001-01","caller":"_","deadline":4102444800000}"""u8.ToArray(), 0);
        trace.Write(runner, "");
        runner.Clear();
        serializers.GetAwaiter().GetResult();
    }

    /// <summary>Answers at once; no task of the application runs in INIT.</summary>
    private sealed class IdleDispatcher(Dispatcher dispatcher) : Dispatcher
    {
        public override string App => dispatcher.App;

        public override string Group => dispatcher.Group;

        public override string DefaultTask => "";

        public override Task DispatchAsync(TaskRequest request, IBufferWriter<byte> response, CancellationToken cancellation)
        {
            var arguments = request.Arguments(null);
            while (arguments.Next()) { }
            response.Write("null"u8);
            return Task.CompletedTask;
        }
    }
}
