using System.Collections.Concurrent;
using System.Runtime.Loader;
using Fusionize.CompilerServices;
using Fusionize.Hosting;
using Fusionize.Remote;
using Fusionize.Routing;
using Fusionize.Shared;

namespace Fusionize.Testing.Functions;

/// <summary>
/// A function inside its group's load context: the generated host, with this class instead of the Runtime API loop of a process. Requests go through
/// the function's own code, from the parsing of the payload to the trace line.
/// </summary>
/// <remarks>Each group compiles its own copy of this class, so the class is kept small.</remarks>
internal sealed class GroupHost
{
    private readonly Dispatcher _dispatcher;
    private readonly string _setup;
    private readonly ConcurrentDictionary<string, ConcurrentBag<InvocationRunner>> _idle = new(StringComparer.Ordinal);
    private readonly MemoryStream _output = new();
    private readonly Lazy<TraceOutput> _traces;

    private GroupHost(Dispatcher dispatcher, string setup)
    {
        (_dispatcher, _setup) = (dispatcher, setup);
        _traces = new(() => new TraceOutput(_dispatcher, EnvironmentOf(null), TraceSink.Plain(_output)));
    }

    /// <summary>
    /// Runs a function's INIT and returns a delegate that runs a request: payload, deadline, request id, entry whose function is invoked from
    /// outside, number of earlier deliveries → response, error's type, trace line.
    /// </summary>
    public static Func<ReadOnlyMemory<byte>, long, string, string?, int, (byte[] Answer, string? Failure, byte[] Trace)> Start(
        string host,
        string setup,
        string group,
        string defaultTask,
        Func<string, bool> has,
        Func<string, bool?> switches,
        string routes,
        string otherMethods,
        IReadOnlyDictionary<Type, object> provided,
        Func<string, bool, byte[], Task<(byte[] Answer, string? Failure)>> invoke,
        Action<string> log,
        Action<byte[]> entries
    )
    {
        // Set before any code of the application runs, since switches are read once.
        FeatureSwitch.Group = switches;
        Log.Sink = log;
        OtherMethods.Text = otherMethods;
        FunctionLog.Sink = entries;
        RemoteCaller.Shared = new RemoteCaller(
            new LambdaClient(new LambdaEndpoint(new Uri("http://fusionize.test/"), "test", null, null), () => new MemoryConnection(invoke)),
            Routes.Parse(routes)
        );

        var assembly = AssemblyLoadContext.GetLoadContext(typeof(GroupHost).Assembly)!.LoadFromAssemblyPath(host);
        var part = assembly.GetType(Names.GeneratedNamespace + "." + HostParts.Class, throwOnError: true)!;
        part.GetField("Has")!.SetValue(null, has);
        part.GetProperty(HostParts.Group)!.SetValue(null, group);
        part.GetProperty(HostParts.DefaultTask)!.SetValue(null, defaultTask);
        part.GetProperty("Objects")?.SetValue(null, provided);
        var type = assembly.GetType(Names.GeneratedNamespace + ".GroupDispatcher", throwOnError: true)!;
        var dispatcher = (Dispatcher)Activator.CreateInstance(type)!;
        dispatcher.Connect();
        return new GroupHost(dispatcher, setup).Run;
    }

    /// <summary>One instance of the function serves all requests, as on Lambda's managed instances.</summary>
    private (byte[] Answer, string? Failure, byte[] Trace) Run(
        ReadOnlyMemory<byte> payload,
        long deadlineMs,
        string requestId,
        string? entry,
        int redeliveries
    )
    {
        var idle = _idle.GetOrAdd(entry ?? "", static _ => []);
        if (!idle.TryTake(out var runner))
            runner = new InvocationRunner(_dispatcher, EnvironmentOf(entry));
        (runner.RequestId, runner.Redeliveries) = (requestId, redeliveries);
        if (!runner.TryRunEvent(payload, deadlineMs) && !runner.TryRunHttp(payload, deadlineMs))
            runner.Run(payload, deadlineMs, isCall: entry is null);
        byte[] trace;
        lock (_output)
        {
            _traces.Value.Write(runner, requestId);
            trace = _output.ToArray();
            _output.SetLength(0);
        }
        var answer = (runner.Answer.ToArray(), runner.FailureType, trace);
        runner.Clear();
        idle.Add(runner);
        return answer;
    }

    /// <param name="entry">The entry that the function belongs to; null if it only receives calls from other functions.</param>
    private FunctionEnvironment EnvironmentOf(string? entry) =>
        new()
        {
            Setup = _setup,
            Entry = entry,
            MemoryMB = 1769,
            Concurrency = 1024,
        };
}
