using System.Buffers;
using Fusionize.CompilerServices;

namespace Fusionize.Hosting;

/// <summary>Sends a rehearsal's requests through the same code as the platform's requests, including the trace line.</summary>
internal sealed class FunctionRehearsal : Rehearsal
{
    private readonly InvocationRunner _runner;
    private readonly TraceOutput _trace;

    public FunctionRehearsal(Dispatcher dispatcher, FunctionEnvironment environment)
        : base(environment.Entry ?? dispatcher.DefaultTask)
    {
        var stage = new Stage(dispatcher, this);
        _runner = new InvocationRunner(stage, environment);
        _trace = new TraceOutput(stage, environment, TraceSink.Plain(Stream.Null));
    }

    private protected override void Send(ReadOnlyMemory<byte> request)
    {
        _runner.Run(request, 0, isCall: true);
        _trace.Write(_runner, "");
        _runner.Clear();
    }

    /// <summary>The group's dispatcher, with rehearsal set so that no task runs.</summary>
    private sealed class Stage(Dispatcher dispatcher, FunctionRehearsal rehearsal) : Dispatcher
    {
        public override string App => dispatcher.App;

        public override string Group => dispatcher.Group;

        public override string DefaultTask => dispatcher.DefaultTask;

        // The result and errors don't matter: the purpose is that all code is compiled afterwards.
        public override Task DispatchAsync(TaskRequest request, IBufferWriter<byte> response, CancellationToken cancellation)
        {
            request.Rehearsal = rehearsal;
            try
            {
                _ = dispatcher.DispatchAsync(request, response, cancellation);
                rehearsal.Pending?.RunSynchronously();
            }
            catch (Exception) { }
            rehearsal.Pending = null;
            return Task.CompletedTask;
        }

        public override HttpRoutes? RoutesOf(string task) => dispatcher.RoutesOf(task);

        public override EventTriggers? TriggersOf(string task) => dispatcher.TriggersOf(task);
    }

    private protected override void SendHttp(ReadOnlyMemory<byte> request)
    {
        if (!_runner.TryRunHttp(request, 0))
            return;
        _trace.Write(_runner, "");
        _runner.Clear();
    }

    private protected override void SendEvent(ReadOnlyMemory<byte> request)
    {
        if (!_runner.TryRunEvent(request, 0, isRehearsal: true))
            return;
        _trace.Write(_runner, "");
        _runner.Clear();
    }
}
